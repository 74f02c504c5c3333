package script

import (
	"fmt"
	"slices"
	"time"

	"chatlab/lab/lesson"
)

// An emptyWait is a patience that ended without a line for any client. What the server did
// meanwhile tells a server that waits from one that spins.
type emptyWait struct {
	at     time.Duration // when it ended, on the record's time line
	passed time.Duration // time since the first look
	lost   time.Duration // the part of passed in which the server could not run
	ran    time.Duration // processor time that the server used
}

// noteEmptyWait notes that a patience is over, if no client received a line in it.
func (p *patience) noteEmptyWait() {
	w := &emptyWait{at: p.s.recorder.Elapsed(), passed: time.Since(p.looked), ran: p.s.world.Ran() - p.ran}
	w.lost = min(w.passed, p.s.world.Lost()-p.lost)
	if w.passed >= leastEmptyWait && p.s.sinceLine() >= w.passed {
		p.s.emptyWait.Store(w)
	}
}

const (
	leastEmptyWait = time.Second // a shorter one proves nothing
	spinsFrom      = 0.7         // share of the time in which it could run
)

// spinning reports whether the server was busy for nearly all the time that it had.
func (w *emptyWait) spinning() bool {
	return w.ran > 0 && float64(w.ran) >= spinsFrom*float64(w.passed-w.lost)
}

// tellSpinning adds to a failure that the server spins. The step waited, no client received a
// line, and the server used processor time the whole time.
func (s *session) tellSpinning(f *Failure) {
	silent := []lesson.Symptom{lesson.Nothing, lesson.NoAnswer, lesson.Unannounced, lesson.LeftOut, lesson.Unclosed}
	w := s.emptyWait.Load()
	if w == nil || w.at < s.stepBegan || !slices.Contains(silent, f.Symptom) || !w.spinning() {
		return
	}
	f.addNote(fmt.Sprintf("in %.1f s in which nobody got a line, the server used %.1f s of processor time: it spins", w.passed.Seconds(), w.ran.Seconds()))
	f.Symptom = lesson.Spins
}
