package sim

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A Replay makes a run again. At each moment it does what a program did then, and all else
// follows from the Options. So the record is the same if the Options are. It needs no bubble, and
// one goroutine makes it.
type Replay struct {
	Syscalls []Syscall // all of the run, in order

	// Data returns the next n bytes that the program wrote to a client; fewer if there are no more.
	// Nobody may change them.
	Data func(client string, n int) []byte

	now time.Duration
}

// run is Net.Run without a program. The error says what the program can't have done in this run.
func (r *Replay) run(ctx context.Context, n *Net) error {
	for ctx.Err() == nil {
		n.mu.Lock()
		n.settle()
		n.mu.Unlock()
		switch again, err := r.next(n); {
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

// next does what was done before the next event, up to the moment at which the network looked what
// each end can send. It reports whether there was anything.
func (r *Replay) next(n *Net) (again bool, err error) {
	for len(r.Syscalls) > 0 && (r.Syscalls[0].After <= n.happened || len(n.queue) == 0) {
		s := r.Syscalls[0]
		if again && s.Apart {
			break
		}
		if s.After != n.happened || s.At < r.now || len(n.queue) > 0 && s.At > n.queue[0].at {
			return false, fmt.Errorf("after %v, what the server does is too early or too late", r.now)
		}
		r.Syscalls, r.now, again = r.Syscalls[1:], s.At, true
		if err := r.do(n, s); err != nil {
			return false, fmt.Errorf("after %v, %w", r.now, err)
		}
	}
	return again, nil
}

// do makes one system call.
func (r *Replay) do(n *Net, s Syscall) error {
	switch s.Kind {
	case Ends:
		n.End()
		return nil
	case Accepts:
		if n.listener.accept() == nil {
			return errors.New("the server accepts somebody who is not there")
		}
		return nil
	case StopsListening:
		return n.listener.Close()
	}
	c := n.farEnd(s.End)
	if c == nil {
		return errors.New("the server does something with a connection that it has not accepted")
	}
	switch s.Kind {
	case Reads:
		return c.reads(s.N)
	case Writes:
		return c.writes(r.Data(c.name, s.N), s.N)
	case Finishes:
		return c.CloseWrite()
	case Closes:
		return c.Close()
	case SetsLinger, SetsReadBuffer, SetsWriteBuffer, SetsKeepAlive:
		return c.set(s)
	}
	return errors.New("the server does what no server can do")
}

// farEnd returns the server's end of that number; nil if the program does not have it.
func (n *Net) farEnd(id int) *Conn {
	if i := (id - firstEnd) / 2; id >= firstEnd && i < len(n.open) {
		if c := n.open[i].peer; c.id == id && c.accepted {
			return c
		}
	}
	return nil
}

// reads takes that many bytes from those that have come. It is an error if fewer have come.
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

// writes puts that many bytes of data into the send buffer, if they fit.
func (c *Conn) writes(data []byte, bytes int) error {
	c.net.mu.Lock()
	defer c.net.mu.Unlock()
	call := &ioCall{rest: data, kept: true}
	if len(data) != bytes || bytes <= 0 || !c.put(call, c.net.Elapsed()) || call.err != nil {
		return fmt.Errorf("the server writes to %s what its host can't hold, or what is not in the record", c.name)
	}
	return nil
}
