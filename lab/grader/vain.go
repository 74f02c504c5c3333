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
//
// It counts them in the order in which they began. In which order they end depends on chance,
// and the mark must not.
type vain struct {
	stop   context.CancelFunc
	judged bool
	count  int // of those in which it did not start, and over
	over   int // of those in which it broke a limit
	first  *program.Trouble
	limit  *program.Trouble // the first one of over

	turn  int                  // of the first one of this run that is not counted yet
	early map[int]grade.Result // those that ended before their turn
}

// begins is called before each run of scenarios.
func (v *vain) begins() { v.turn, v.early = 0, map[int]grade.Result{} }

// note is called as each scenario ends, one call at a time.
func (v *vain) note(_ int, r grade.Result) {
	v.early[r.Turn] = r
	for !v.enough() {
		next, ended := v.early[v.turn]
		if !ended {
			return
		}
		delete(v.early, v.turn)
		v.turn++
		if v.counts(next); v.enough() {
			v.stop()
		}
	}
}

// counts counts a scenario.
func (v *vain) counts(r grade.Result) {
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
}

// is reports whether the rest is not tried, and nothing was judged.
func (v *vain) is() bool { return !v.judged && v.count >= mostInVain }

// costly reports whether the rest is not tried because the server has broken limits too often.
func (v *vain) costly() bool { return v.over >= mostInVain }

// enough reports whether the rest is not tried.
func (v *vain) enough() bool { return v.is() || v.costly() }

// cut takes from a report what ended by chance before the rest could be stopped.
func (v *vain) cut(report grade.Report) {
	if !v.enough() {
		return
	}
	for _, l := range report.Lessons {
		for i, r := range l.Results {
			if r.Turn >= v.turn {
				not := &program.Trouble{Kind: program.Interrupted, What: "it was not tried", Tried: r.Scenario.ID()}
				l.Results[i] = grade.Result{
					Scenario: r.Scenario, Lesson: r.Lesson, Flags: r.Flags, Along: r.Along, Turn: r.Turn,
					Outcome: script.Outcome{Verdict: script.Trouble, Trouble: not},
				}
			}
		}
	}
}
