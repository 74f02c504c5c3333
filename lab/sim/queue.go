package sim

import "time"

// An event is something that will happen.
type event struct {
	at   time.Duration
	seq  int64 // at the same instant, the event with the lower seq is first
	what what
	conn *Conn  // the end where it happens
	do   func() // for a call
}

type what int

const (
	call       what = iota // a function is called
	arrival                // a segment reaches the end, or the faults before it
	passage                // a piece leaves those faults
	readable               // a read can return
	writable               // a write can go on
	probe                  // time to ask whether the other end is there
	acceptable             // an accept can return
)

// awaited reports whether it happens only if a call of the program waits for it.
func (w what) awaited() bool { return w == readable || w == writable || w == acceptable }

func (e event) before(other event) bool {
	return e.at < other.at || e.at == other.at && e.seq < other.seq
}

// A queue is a heap: its first event is the next one. There are millions of events, and
// container/heap would allocate memory for each.
type queue []event

func (q *queue) push(e event) {
	*q = append(*q, e)
	all := *q
	for at := len(all) - 1; at > 0; {
		above := (at - 1) / 2
		if !all[at].before(all[above]) {
			return
		}
		all[at], all[above] = all[above], all[at]
		at = above
	}
}

func (q *queue) pop() event {
	all := *q
	first := all[0]
	last := len(all) - 1
	all[0], all[last] = all[last], event{}
	*q = all[:last]
	all = *q
	for at := 0; ; {
		below := 2*at + 1
		if below >= len(all) {
			return first
		}
		if other := below + 1; other < len(all) && all[other].before(all[below]) {
			below = other
		}
		if !all[below].before(all[at]) {
			return first
		}
		all[at], all[below] = all[below], all[at]
		at = below
	}
}
