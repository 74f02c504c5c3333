package sim

import (
	"io"
	"net"
	"os"
	"syscall"
	"time"

	"chatlab/lab/fault"
	"chatlab/lab/trace"
)

// settle does what the kernel does when programs are idle. It sends what it may, and checks
// which calls can continue.
func (c *Conn) settle() {
	c.recordDone()
	c.emit()
	c.reading.schedule(c, c.canRead(), readable)
	c.writing.schedule(c, c.canWrite(), writable)
}

// emit sends as much as fits into the peer's window, in segments, and then the FIN.
func (c *Conn) emit() {
	if c.gone || c.failed != nil || !c.opened {
		return
	}
	mss := c.in.profile.MSS
	for c.sending.size > 0 {
		n := min(c.sending.size, mss, c.peer.window-c.onTheWay)
		if n < min(c.sending.size, mss) && c.onTheWay > 0 || n <= 0 {
			return // no small segments into a small window (RFC 9293, section 3.8.6.2.1)
		}
		c.peer.in.send(segment{data: c.sending.take(n)})
		c.onTheWay += n
	}
	if c.finDue && !c.finSent {
		c.finSent = true
		c.peer.in.send(segment{end: fault.Fin})
	}
}

// take does what the kernel does with a segment that has arrived. The caller must call
// do without the lock.
func (c *Conn) take(s segment) (do func()) {
	if c.gone {
		c.peer.keepalive.unanswered(c.peer)
		return nil
	}
	c.keepalive.heard(c)
	c.stir()
	if s.syn {
		return c.takeSyn()
	}
	if s.credit > 0 {
		c.onTheWay -= s.credit
	}
	if len(s.data) > 0 {
		if c.closed && c.failed == nil {
			c.abort() // nobody will read it
		}
		if c.failed != nil {
			return nil
		}
		if len(c.received) == 0 {
			c.received = s.data // nobody else writes into it
		} else {
			c.received = append(c.received, s.data...)
		}
		c.recordArrival(trace.Event{Kind: trace.Data, Data: s.data})
	}
	switch {
	case c.failed != nil:
	case s.end == fault.Fin:
		c.finCame = true
		c.recordArrival(trace.Event{Kind: trace.Fin})
	case s.end == fault.Close: // a fault ends both directions
		c.finCame = true
		c.recordArrival(trace.Event{Kind: trace.Fin})
		c.peer.in.faults.Cut(c.net.Elapsed(), fault.Fin)
		c.peer.in.await(c.net.Elapsed())
	case s.end == fault.Reset:
		if !c.peer.closed && c.peer.failed == nil { // a fault resets both ends
			c.peer.fail(syscall.ECONNRESET)
			c.peer.recordArrival(trace.Event{Kind: trace.Reset})
			do = c.peer.tell()
		}
		c.fail(c.resetError())
		c.recordArrival(trace.Event{Kind: trace.Reset})
	}
	return together([]func(){do, c.tell()})
}

// fail ends the connection at this end. What was received can still be read.
func (c *Conn) fail(err error) {
	if c.failed != nil {
		return
	}
	c.failed = err
	c.sending = outgoing{}
	if c.dialed != nil && !c.opened {
		close(c.dialed)
	}
	c.stir()
}

// resetError is the error of the next call after an RST. As on Linux, it is EPIPE if
// the peer had sent a FIN and this end had not.
func (c *Conn) resetError() syscall.Errno {
	if c.finCame && !c.finSent {
		return syscall.EPIPE
	}
	return syscall.ECONNRESET
}

func (c *Conn) canRead() bool {
	return len(c.received) > 0 || c.finCame || c.failed != nil || c.closed
}

// letRead ends the first waiting read, if it can.
func (c *Conn) letRead(now time.Duration) {
	w := &c.reading
	w.look = 0
	if len(w.calls) == 0 {
		return
	}
	defer c.stir() // there may be more to read, or another read
	first := w.calls[0]
	switch {
	case c.closed:
		w.letGo(net.ErrClosed)
	case w.expired(now): // as in package net: also if data is there
		w.letGo(os.ErrDeadlineExceeded)
	case len(c.received) > 0:
		first.n = copy(first.rest, c.received)
		c.did(Syscall{Kind: Reads, N: first.n})
		c.consume(first.n)
		w.letGo(nil)
	case c.finCame: // even if a reset came later
		w.letGo(io.EOF)
	case c.failed != nil && !c.told.read:
		c.told.read = true
		w.letGo(os.NewSyscallError("read", c.failed))
	case c.failed != nil:
		w.letGo(io.EOF)
	}
}

// recordArrival records what has reached the server's host.
func (c *Conn) recordArrival(e trace.Event) {
	if c.far {
		e.Conn, e.Dir = c.name, trace.FarToServer
		c.net.record(e)
	}
}

// consume removes n bytes from received. It sends a window update when that is worth a
// segment (RFC 9293, section 3.8.6.2.2).
func (c *Conn) consume(n int) {
	c.received = c.received[n:]
	if len(c.received) == 0 {
		c.received = nil
	}
	if c.freed += n; c.freed >= c.window/4 && !c.gone {
		c.peer.in.send(segment{credit: c.freed})
		c.freed = 0
	}
}

// canWrite reports whether a writer should be woken. As on Linux, a third of the send
// buffer must be free.
func (c *Conn) canWrite() bool {
	return c.sendBuffer-c.sending.size >= max(c.sendBuffer/3, 1) || c.failed != nil || c.closed || c.finDue
}

// letWrite continues the first waiting write, and ends it if it is over.
func (c *Conn) letWrite(now time.Duration) {
	w := &c.writing
	w.look = 0
	if len(w.calls) == 0 {
		return
	}
	defer c.stir()
	if c.put(w.calls[0], now) {
		w.letGo(nil)
	}
}

// Untaken returns how many bytes written at this end the peer's program has not read.
// They are on their way or in the receive buffer. It returns 0 if nobody can read them
// any more.
func (c *Conn) Untaken() int {
	c.net.mu.Lock()
	defer c.net.mu.Unlock()
	if c.failed != nil || c.peer.failed != nil || c.peer.closed {
		return 0
	}
	n := c.sending.size + c.peer.in.faults.Held() + len(c.peer.received)
	for _, s := range c.peer.in.queue {
		n += len(s.data)
	}
	return n
}
