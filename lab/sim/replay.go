package sim

import (
	"context"
	"fmt"
	"time"
)

// A Replay makes a run again. It does at each moment what a program did then, and all else
// follows from the Options. So the record is the same if the Options are, and if they are others,
// it shows what would have come of the same acts. It needs no bubble and no listener, and one
// goroutine makes it.
type Replay struct {
	Acts []Act // all of the run, in order

	// Data returns the next n bytes that the program wrote to a client; fewer if there are no more.
	Data func(client string, n int) []byte

	now time.Duration
}

// run is Net.Run with the acts in place of a program. The error says which act can't have been
// done in this run.
func (r *Replay) run(ctx context.Context, n *Net) error {
	for ctx.Err() == nil {
		n.mu.Lock()
		n.settle()
		n.mu.Unlock()
		switch again, err := r.act(n); {
		case err != nil:
			return err
		case again:
			continue
		case len(n.queue) == 0:
			return nil
		}
		n.mu.Lock()
		r.now = max(r.now, n.queue[0].at)
		do := n.happen(n.queue.pop(), r.now)
		n.mu.Unlock()
		if do != nil {
			do()
		}
	}
	return nil
}

// act does what was done before the next event, up to the moment at which the network looked
// again. It reports whether there was anything.
func (r *Replay) act(n *Net) (again bool, err error) {
	for len(r.Acts) > 0 && r.Acts[0].After == n.happened {
		a := r.Acts[0]
		if again && a.Apart {
			break
		}
		if a.At < r.now || len(n.queue) > 0 && a.At > n.queue[0].at {
			return false, fmt.Errorf("after %v, something is done too early or too late", r.now)
		}
		r.Acts, r.now, again = r.Acts[1:], a.At, true
		if err := r.do(n, a); err != nil {
			return false, fmt.Errorf("after %v, %w", r.now, err)
		}
	}
	return again, nil
}

// do does one act.
func (r *Replay) do(n *Net, a Act) error {
	switch a.Deed {
	case Ends:
		n.End()
		return nil
	case Accepts:
		if !n.listener.accepted() {
			return fmt.Errorf("somebody is accepted who is not there")
		}
		return nil
	case StopsListening:
		return n.listener.Close()
	}
	c := n.farEnd(a.End)
	if c == nil {
		return fmt.Errorf("something is done with a connection that is none")
	}
	switch a.Deed {
	case Reads:
		return c.reads(a.N)
	case Writes:
		return c.writes(r.Data(c.name, a.N), a.N)
	case Finishes:
		return c.CloseWrite()
	case Closes:
		return c.Close()
	}
	return c.set(a)
}

// farEnd returns the server's end of that number; nil if there is none.
func (n *Net) farEnd(id int) *Conn {
	if i := (id - firstEnd) / 2; id >= firstEnd && i < len(n.open) && n.open[i].peer.id == id {
		return n.open[i].peer
	}
	return nil
}

// reads takes bytes that have come, if there are as many.
func (c *Conn) reads(bytes int) error {
	c.net.mu.Lock()
	defer c.net.mu.Unlock()
	if c.closed || bytes <= 0 || bytes > len(c.received) {
		return fmt.Errorf("the server reads of %s what has not come", c.name)
	}
	c.consume(bytes)
	c.stir()
	return nil
}

// writes puts so many bytes into the send buffer, if they fit.
func (c *Conn) writes(data []byte, bytes int) error {
	c.net.mu.Lock()
	defer c.net.mu.Unlock()
	call := &ioCall{rest: data}
	if len(data) != bytes || bytes <= 0 || !c.put(call, c.net.Elapsed()) || call.err != nil {
		return fmt.Errorf("the server writes to %s what its host can't hold, or what is not in the record", c.name)
	}
	return nil
}
