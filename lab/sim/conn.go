package sim

import (
	"bytes"
	"io"
	"net"
	"os"
	"slices"
	"syscall"
	"time"

	"chatlab/lab/fault"
	"chatlab/lab/trace"
)

// A Conn is one end of a connection: a net.Conn with what a *net.TCPConn has
// besides. It may be used by several goroutines at once.
type Conn struct {
	net   *Net
	id    int
	name  string // of the client, at both ends
	far   bool   // it is the server's
	peer  *Conn
	in    direction // from the peer to here; guarded by net.mu like all below
	local net.Addr

	restless bool          // it stands in net.restless
	done     []trace.Event // by the server, not yet recorded

	sending    outgoing
	sendBuffer int  // how much of it there may be
	onTheWay   int  // bytes sent, of which the peer's program has not read
	finDue     bool // no more will be written
	finSent    bool

	received []byte // not read
	freed    int    // bytes read, of which the peer has not been told
	window   int    // how much may be received
	finCame  bool

	opened  bool  // the handshake is done
	closed  bool  // by Close
	gone    bool  // its host has vanished
	failed  error // what a call says, each once: ECONNRESET, ETIMEDOUT
	told    struct{ read, write bool }
	linger0 bool // closing is a reset

	reading, writing waiting
	dialed           chan struct{} // closed when opened or failed, for who dials
	puppet           *Puppet
	keepalive        keepalive
}

// Read reads what has come. It returns io.EOF after the peer's FIN.
func (c *Conn) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	call := &ioCall{rest: p, done: make(chan struct{})}
	c.net.mu.Lock()
	if c.closed {
		c.net.mu.Unlock()
		return 0, c.opError("read", net.ErrClosed)
	}
	c.reading.calls = append(c.reading.calls, call)
	c.stir()
	c.net.mu.Unlock()
	<-call.done // let go by Run
	if call.err == io.EOF {
		return call.n, io.EOF
	}
	return call.n, c.opError("read", call.err)
}

// Write writes, as far as the send buffer has room; then it waits.
func (c *Conn) Write(p []byte) (int, error) {
	c.net.mu.Lock()
	call := &ioCall{rest: p}
	if len(c.writing.calls) == 0 && c.put(call, c.net.Elapsed()) {
		c.net.mu.Unlock()
		return call.n, c.opError("write", call.err)
	}
	call.done = make(chan struct{})
	c.writing.calls = append(c.writing.calls, call)
	c.stir()
	c.net.mu.Unlock()
	<-call.done // let go by Run
	return call.n, c.opError("write", call.err)
}

// put moves what it can of a write into the send buffer. It reports whether
// the call is over.
func (c *Conn) put(call *ioCall, now time.Duration) (over bool) {
	switch {
	case c.closed:
		call.err = net.ErrClosed
	case c.failed != nil && !c.told.write:
		c.told.write = true
		call.err = os.NewSyscallError("write", c.failed)
	case c.failed != nil, c.finDue:
		call.err = os.NewSyscallError("write", syscall.EPIPE)
	case c.writing.expired(now):
		call.err = os.ErrDeadlineExceeded
	}
	if call.err != nil {
		return true
	}
	n := min(len(call.rest), c.sendBuffer-c.sending.size)
	if n > 0 {
		piece := bytes.Clone(call.rest[:n])
		c.note(trace.Data, piece)
		c.sending.add(piece)
		call.rest, call.n = call.rest[n:], call.n+n
		c.stir()
	}
	return len(call.rest) == 0
}

// Close ends both directions. What was written is still sent; but with input
// unread, or after SetLinger(0), the peer gets a reset (RFC 2525, section
// 2.17).
func (c *Conn) Close() error {
	c.net.mu.Lock()
	defer c.net.mu.Unlock()
	if c.closed {
		return c.opError("close", net.ErrClosed)
	}
	c.closed = true
	c.stir()
	switch {
	case c.failed != nil:
	case c.linger0 || len(c.received) > 0:
		c.abort()
	default:
		c.finish()
	}
	c.received = nil
	return nil
}

// CloseWrite sends a FIN behind what was written.
func (c *Conn) CloseWrite() error {
	c.net.mu.Lock()
	defer c.net.mu.Unlock()
	switch {
	case c.closed:
		return c.opError("close", net.ErrClosed)
	case c.failed != nil, c.finSent && c.finCame: // nothing is left of the connection
		return c.opError("close", os.NewSyscallError("shutdown", syscall.ENOTCONN))
	}
	c.finish()
	return nil
}

// finish lets the FIN follow what was written.
func (c *Conn) finish() {
	if !c.finDue {
		c.finDue = true
		c.note(trace.Fin, nil)
		c.stir()
	}
}

// abort sends an RST in place of all that was not sent.
func (c *Conn) abort() {
	c.fail(net.ErrClosed)
	c.note(trace.Reset, nil)
	if !c.gone {
		c.peer.in.send(segment{end: fault.Reset})
	}
}

// note keeps what the server does with its end, until all are idle. The data
// must not change any more.
func (c *Conn) note(kind trace.Kind, data []byte) {
	if !c.far || c.net.options.Record == nil {
		return
	}
	if last := len(c.done) - 1; kind == trace.Data && last >= 0 && c.done[last].Kind == trace.Data {
		c.done[last].Data = slices.Concat(c.done[last].Data, data)
		return
	}
	c.done = append(c.done, trace.Event{Conn: c.name, Dir: trace.FarToClient, Kind: kind, Data: data})
}

// recordDone records it. What several goroutines did at one moment stands in
// the record in the order of their connections, not in that in which they ran.
func (c *Conn) recordDone() {
	for _, e := range c.done {
		c.net.record(e)
	}
	c.done = nil
}

// LocalAddr is the address of this end.
func (c *Conn) LocalAddr() net.Addr { return c.local }

// RemoteAddr is the address of the other end.
func (c *Conn) RemoteAddr() net.Addr { return c.peer.local }

// SetDeadline sets both deadlines.
func (c *Conn) SetDeadline(t time.Time) error {
	c.SetReadDeadline(t)
	return c.SetWriteDeadline(t)
}

// SetReadDeadline says when reads give up, those that wait already as well;
// the zero time means never.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.setDeadline(&c.reading, t) }

// SetWriteDeadline says when writes give up, likewise.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.setDeadline(&c.writing, t) }

func (c *Conn) setDeadline(w *waiting, t time.Time) error {
	c.net.mu.Lock()
	defer c.net.mu.Unlock()
	if c.closed {
		return c.opError("set", net.ErrClosed)
	}
	w.setDeadline(t, c.net.start)
	if len(w.calls) > 0 {
		c.stir()
	}
	return nil
}

// SetLinger with 0 makes closing a reset. Other values change nothing.
func (c *Conn) SetLinger(seconds int) error {
	return c.set(func() { c.linger0 = seconds == 0 })
}

// SetReadBuffer says how much may be received that was not read.
func (c *Conn) SetReadBuffer(bytes int) error {
	return c.set(func() { c.window = max(bytes, 1) })
}

// SetWriteBuffer says how much may be written that was not sent.
func (c *Conn) SetWriteBuffer(bytes int) error {
	return c.set(func() { c.sendBuffer = max(bytes, 1) })
}

// SetKeepAliveConfig says when it is asked whether the other end is still
// there (RFC 9293, section 3.8.4).
func (c *Conn) SetKeepAliveConfig(config net.KeepAliveConfig) error {
	return c.set(func() { c.keepalive.configure(c, config) })
}

// SetNoDelay changes nothing: small writes are never held back here.
func (c *Conn) SetNoDelay(bool) error { return c.set(func() {}) }

func (c *Conn) set(change func()) error {
	c.net.mu.Lock()
	defer c.net.mu.Unlock()
	if c.closed {
		return c.opError("set", net.ErrClosed)
	}
	change()
	return nil
}

// stir makes Run look at the connection when all are idle.
func (c *Conn) stir() {
	if !c.restless {
		c.restless = true
		c.net.restless = append(c.net.restless, c)
		c.net.wake()
	}
}
