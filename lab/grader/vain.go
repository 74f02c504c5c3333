package grader

import (
	"context"

	"chatlab/lab/grade"
	"chatlab/lab/program"
	"chatlab/lab/script"
)

// A vain counts scenarios that ended in trouble with the server, until one is judged. So a
// server that never listens costs a class seconds, and not minutes. It earns nothing anyway.
type vain struct {
	stop   context.CancelFunc
	judged bool
	count  int
	first  *program.Trouble
}

// note is called as each scenario ends, one call at a time.
func (v *vain) note(_ int, r grade.Result) {
	if r.Verdict != script.Trouble {
		v.judged = v.judged || r.Verdict != script.Skipped
		return
	}
	switch t := r.Outcome.Trouble; {
	case t == nil:
	case t.Kind == program.NotStarted, t.Kind == program.Elsewhere, t.Kind == program.OverLimit:
		if v.count++; v.first == nil {
			v.first = t
		}
	}
	if v.is() {
		v.stop()
	}
}

// is reports whether the rest is not tried.
func (v *vain) is() bool { return !v.judged && v.count >= mostInVain }
