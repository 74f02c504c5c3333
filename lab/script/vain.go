package script

import (
	"fmt"
	"slices"
	"time"

	"chatlab/lab/lesson"
)

// A vain is a patience that is over: nobody received a line meanwhile. What the server
// did in that time tells one that waits from one that spins.
type vain struct {
	at     time.Duration // when it was over, on the record's time line
	passed time.Duration // since the first look
	lost   time.Duration // of that: it could not run
	ran    time.Duration // processor time of the server
}

// wasInVain notes that a patience is over in which nobody received a line.
func (p *patience) wasInVain() {
	v := &vain{at: p.s.recorder.Elapsed(), passed: time.Since(p.looked), ran: p.s.world.Ran() - p.ran}
	v.lost = min(v.passed, p.s.world.Lost()-p.lost)
	if v.passed >= leastVain && p.s.sinceLine() >= v.passed {
		p.s.vain.Store(v)
	}
}

const (
	leastVain = time.Second // a shorter wait does not tell
	spinsFrom = 0.7         // of the time in which it could run
)

// spinning reports whether the server was busy nearly all the time that it had.
func (v *vain) spinning() bool {
	return v.ran > 0 && float64(v.ran) >= spinsFrom*float64(v.passed-v.lost)
}

// tellSpinning says so where a step has waited in vain, and the server used processor
// time all the while.
func (s *session) tellSpinning(f *Failure) {
	silent := []lesson.Symptom{lesson.Nothing, lesson.NoAnswer, lesson.Unannounced, lesson.Unclosed}
	v := s.vain.Load()
	if v == nil || v.at < s.stepBegan || !slices.Contains(silent, f.Symptom) || !v.spinning() {
		return
	}
	f.addNote(fmt.Sprintf("in %.1f s in which nobody got a line, the server used %.1f s of processor time: it spins", v.passed.Seconds(), v.ran.Seconds()))
	f.Symptom = lesson.Spins
}
