package sim

import (
	"time"

	"chatlab/lab/fault"
)

// An ioCall is one call of Read or Write. To end it, write the result and close done.
type ioCall struct {
	rest []byte // room to read into, or what is still to be written
	kept bool   // nobody changes what is to be written, so it need not be copied
	n    int
	err  error
	done chan struct{}
}

// waiting holds the reads, or the writes, that wait at one end, in the order they came.
type waiting struct {
	calls    []*ioCall
	deadline time.Duration // on the network's time line
	limited  bool          // there is a deadline
	look     time.Duration // when Run looks at them next; 0: not scheduled
}

func (w *waiting) setDeadline(t, start time.Time) {
	w.limited = !t.IsZero()
	w.deadline = t.Sub(start)
}

func (w *waiting) expired(now time.Duration) bool { return w.limited && w.deadline <= now }

// letGo ends the first call.
func (w *waiting) letGo(err error) {
	first := w.calls[0]
	w.calls[0] = nil
	w.calls = w.calls[1:]
	if len(w.calls) == 0 {
		w.calls = nil
	}
	if err != nil {
		first.err = err
	}
	close(first.done)
}

// schedule makes Run look at the calls when one can continue or its deadline is over.
func (w *waiting) schedule(c *Conn, ready bool, kind what) {
	next := fault.Never
	switch {
	case len(w.calls) == 0:
	case ready:
		next = 0
	case w.limited:
		next = max(w.deadline, 0)
	}
	if next == fault.Never {
		return
	}
	at := c.net.instant(next, c.id)
	if w.look == 0 || at < w.look {
		w.look = at
		c.net.schedule(event{at: at, what: kind, conn: c})
	}
}
