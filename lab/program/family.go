package program

import "time"

// A process is what we know of one process at a moment.
type process struct {
	pid, parent, group int

	threads int
	ready   bool          // its first thread runs, or waits for a processor
	ran     time.Duration // processor time, that of its ended children included if it has waited for them
}

// A family is a process and all that it started. It is empty where the system does not show
// the processes of others.
type family []process

func (f family) threads() (n int) {
	for _, p := range f {
		n += p.threads
	}
	return n
}

func (f family) ran() (all time.Duration) {
	for _, p := range f {
		all += p.ran
	}
	return all
}

// ranExactly is ran, to the nanosecond, for processes of one thread. Of many processes that
// have just started, ran shows little: each has a fraction of a tick.
func (f family) ranExactly() (all time.Duration) {
	for _, p := range f {
		if p.threads == 1 {
			p.ran = max(p.ran, exactly(p.pid))
		}
		all += p.ran
	}
	return all
}

// ready is how many threads of the family run or wait for a processor.
func (f family) ready() (n int) {
	for _, p := range f {
		switch {
		case p.threads > 1:
			n += readyThreads(p.pid)
		case p.ready:
			n++
		}
	}
	return n
}

// A waiting notices a family in which many threads wait for a processor all the time. They slow
// down everybody on this machine, even if each gets little time. In a busy server, a few threads
// have work at once, and rest between two lines. So a look counts only if the family has had
// waitingStep since the last one that counted, and waitingLooks in a row have to agree.
type waiting struct {
	ran   time.Duration // at the last look that counted
	looks int
}

const (
	waitingStep  = 50 * time.Millisecond // of processor time
	waitingLooks = 10
)

// tooMany takes a look at a family with that many threads. It reports whether more than
// most of them have been ready for too long. It asks for what takes long to find out only if that
// matters.
func (w *waiting) tooMany(threads, most int, ran func() time.Duration, ready func() int) bool {
	if threads <= most {
		w.looks = 0
		return false
	}
	now := ran()
	w.ran = min(w.ran, now) // less than before: the time of those that have ended is not known any more
	if now-w.ran < waitingStep {
		return false
	}
	w.ran = now
	if w.looks++; ready() <= most {
		w.looks = 0
	}
	return w.looks >= waitingLooks
}
