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

// A Conn is one end of a connection. It is a net.Conn with the further methods of
// *net.TCPConn that servers use. Several goroutines may use it at once.
type Conn struct {
	net   *Net
	id    int
	name  string // of the client, at both ends
	far   bool   // the server's end
	peer  *Conn
	in    direction // from the peer to this end; net.mu guards it and all below
	local net.Addr

	restless bool          // it is in net.restless
	done     []trace.Event // what the server did, not yet recorded

	sending    outgoing
	sendBuffer int  // the most that sending holds, in bytes
	onTheWay   int  // bytes sent that the peer's program has not read
	finDue     bool // nothing more will be written
	finSent    bool

	received []byte // and not read yet
	freed    int    // bytes read that the peer does not know of
	window   int    // the most that received holds, in bytes
	finCame  bool

	opened   bool  // the handshake is done
	accepted bool  // by the program
	closed   bool  // by Close
	gone     bool  // its host has vanished
	failed   error // each direction reports it once: ECONNRESET, ETIMEDOUT
	told     struct{ read, write bool }
	linger0  bool // Close sends an RST

	reading, writing waiting
	dialed           chan struct{} // closed when opened or failed, for Dial
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

// Write writes into the send buffer. It waits while the buffer is full.
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

// put moves as much of a write as fits into the send buffer. It reports whether the
// call is over.
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
		piece := call.rest[:n:n]
		if !call.kept {
			piece = bytes.Clone(piece)
		}
		c.note(trace.Data, piece)
		c.did(Syscall{Kind: Writes, N: n})
		c.sending.add(piece)
		call.rest, call.n = call.rest[n:], call.n+n
		c.stir()
	}
	return len(call.rest) == 0
}

// Close ends both directions. What was written is still sent. If input is unread, or
// after SetLinger(0), the peer gets a reset (RFC 2525, section 2.17).
func (c *Conn) Close() error {
	c.net.mu.Lock()
	defer c.net.mu.Unlock()
	if c.closed {
		return c.opError("close", net.ErrClosed)
	}
	c.closed = true
	c.did(Syscall{Kind: Closes})
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

// CloseWrite sends a FIN after what was written.
func (c *Conn) CloseWrite() error {
	c.net.mu.Lock()
	defer c.net.mu.Unlock()
	switch {
	case c.closed:
		return c.opError("close", net.ErrClosed)
	case c.failed != nil, c.finSent && c.finCame: // nothing is left of the connection
		return c.opError("close", os.NewSyscallError("shutdown", syscall.ENOTCONN))
	}
	c.did(Syscall{Kind: Finishes})
	c.finish()
	return nil
}

// finish sends the FIN after what was written.
func (c *Conn) finish() {
	if !c.finDue {
		c.finDue = true
		c.note(trace.Fin, nil)
		c.stir()
	}
}

// abort sends an RST and drops what was not sent.
func (c *Conn) abort() {
	c.fail(net.ErrClosed)
	c.note(trace.Reset, nil)
	if !c.gone {
		c.peer.in.send(segment{end: fault.Reset})
	}
}

// note keeps what the server does with its end until all goroutines are idle. The data
// must not change afterwards.
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

// recordDone records what note kept. Acts of the same moment are recorded in the order
// of their connections, not in the order in which the goroutines ran.
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

// SetReadDeadline sets when reads give up, also those that wait now. The zero time
// means never.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.setDeadline(&c.reading, t) }

// SetWriteDeadline sets when writes give up, in the same way.
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

// SetLinger with 0 makes Close send an RST. Other values change nothing.
func (c *Conn) SetLinger(seconds int) error {
	return c.set(Syscall{Kind: SetsLinger, N: seconds})
}

// SetReadBuffer sets how many unread bytes this end holds.
func (c *Conn) SetReadBuffer(bytes int) error {
	return c.set(Syscall{Kind: SetsReadBuffer, N: bytes})
}

// SetWriteBuffer sets how many unsent bytes this end holds, up to what Linux allows.
func (c *Conn) SetWriteBuffer(bytes int) error {
	return c.set(Syscall{Kind: SetsWriteBuffer, N: bytes})
}

// SetKeepAliveConfig sets when keepalive probes are sent (RFC 9293, section 3.8.4).
func (c *Conn) SetKeepAliveConfig(config net.KeepAliveConfig) error {
	return c.set(Syscall{Kind: SetsKeepAlive, Probes: config})
}

// SetNoDelay changes nothing: small writes are never held back here.
func (c *Conn) SetNoDelay(bool) error {
	c.net.mu.Lock()
	defer c.net.mu.Unlock()
	if c.closed {
		return c.opError("set", net.ErrClosed)
	}
	return nil
}

// set makes a system call that sets something.
func (c *Conn) set(s Syscall) error {
	c.net.mu.Lock()
	defer c.net.mu.Unlock()
	if c.closed {
		return c.opError("set", net.ErrClosed)
	}
	c.did(s)
	switch s.Kind {
	case SetsLinger:
		c.linger0 = s.N == 0
	case SetsReadBuffer:
		c.window = max(s.N, 1)
	case SetsWriteBuffer:
		c.sendBuffer = min(max(s.N, 1), mostSendBuffer)
	case SetsKeepAlive:
		c.keepalive.configure(c, s.Probes)
	}
	return nil
}

// stir makes Run look at the connection when all goroutines are idle.
func (c *Conn) stir() {
	if !c.restless {
		c.restless = true
		c.net.restless = append(c.net.restless, c)
		c.net.wake()
	}
}
