package grader

import (
	"context"

	"chatlab/lab/grade"
	"chatlab/lab/program"
	"chatlab/lab/script"
)

// A vain counts scenarios that ended in trouble with the server, and says when the rest is not
// tried. So a server that never listens costs a class seconds, and not minutes. It earns
// nothing anyway. One that breaks limits costs the machine much each time, so that ends too,
// even if some scenarios could be judged. These count.
type vain struct {
	stop   context.CancelFunc
	judged bool
	count  int // of those in which it did not start, and over
	over   int // of those in which it broke a limit
	first  *program.Trouble
	limit  *program.Trouble // the first one of over
}

// note is called as each scenario ends, one call at a time.
func (v *vain) note(_ int, r grade.Result) {
	if r.Verdict != script.Trouble {
		v.judged = v.judged || r.Verdict != script.Skipped
		return
	}
	t := r.Outcome.Trouble
	switch {
	case t == nil:
	case t.Kind == program.OverLimit:
		if v.over++; v.limit == nil {
			v.limit = t
		}
		fallthrough
	case t.Kind == program.NotStarted, t.Kind == program.Elsewhere:
		if v.count++; v.first == nil {
			v.first = t
		}
	}
	if v.is() || v.costly() {
		v.stop()
	}
}

// is reports whether the rest is not tried, and nothing was judged.
func (v *vain) is() bool { return !v.judged && v.count >= mostInVain }

// costly reports whether the rest is not tried because the server has broken limits too often.
func (v *vain) costly() bool { return v.over >= mostInVain }
