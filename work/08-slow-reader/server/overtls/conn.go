package overtls

import (
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"syscall"
	"time"
)

// A Conn is a connection over TLS that behaves like a TCP connection. Its deadlines
// may pass without harm, and its two directions end separately.
//
// One goroutine may read while another writes. Close, CloseWrite and the deadlines
// may be called by any goroutine, at any time.
type Conn struct {
	nc     net.Conn  // TCP, or a substitute in tests
	tls    *tls.Conn // reads and writes through under, below
	serves bool      // this is the server's end

	// The fields of this block belong to the holder of the turn to read.
	reading turn
	shaken  bool  // the handshake was tried; phase has its result
	heard   bool  // at least one byte arrived
	failure error // how TCP ended the input, if it did
	over    error // how the input ended: every later Read returns it

	// The fields of this block belong to the holder of the turn to write.
	writing turn
	taken   int // bytes that TLS has taken from the last Write, and that Write has not reported

	unsent unsent // bytes that those two leave for TCP; it has its own lock

	mu         sync.Mutex // guards all below; never held while anything waits
	phase      phase
	early      []byte    // written before the handshake was done
	leaving    bool      // CloseWrite was called
	writeBy    time.Time // the write deadline, while it is not yet in effect
	sendBuffer int       // bytes, the last request to the kernel; 0: none
}

// The phases of a connection. It starts in shaking. The reader that does the
// handshake changes it to open or failed, and it never changes again.
type phase int

const (
	shaking phase = iota // the handshake is not done; only the reader uses TLS
	open                 // the handshake is done: Read and Write run independently
	failed               // the handshake failed; it can only be closed
)

// A turn is a lock for one goroutine, and may be held while waiting for the network.
// A mutex is not made for that: a tool such as synctest cannot tell a short wait for
// it from an endless one.
type turn chan struct{}

func (t turn) take() { t <- struct{}{} }
func (t turn) give() { <-t }

func newConn(nc net.Conn) *Conn {
	return &Conn{nc: nc, reading: make(turn, 1), writing: make(turn, 1)}
}

// Read reads what the other side sent. The first Read does the handshake. A read
// deadline that passes during the handshake ends the connection. Later it may pass
// without harm. For the errors see ending.go.
//
// When the input has ended, each later Read returns the same error. After CloseWrite
// it first waits for the other side's FIN, and throws away what comes before. Closing
// with input unread would cause a reset (RFC 2525, section 2.17).
func (c *Conn) Read(p []byte) (int, error) {
	c.reading.take()
	defer c.reading.give()
	if !c.shaken {
		c.shakeHands()
	}
	if c.over != nil {
		c.awaitFIN(p)
		return 0, c.over
	}
	// A deadline that passes here ends nothing: TLS keeps its part of a record.
	n, err := c.tls.Read(p)
	if err != nil && !isTimeout(err) {
		c.over = c.meaning(err)
		err = c.over
	}
	return n, err
}

// SetReadDeadline also ends a Read that is waiting. During the handshake it also
// limits what the handshake writes, since the reader does that.
func (c *Conn) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.phase == shaking {
		return c.nc.SetDeadline(t)
	}
	return c.nc.SetReadDeadline(t)
}

// SetWriteDeadline also ends a Write that is waiting. That is harmless: see Write.
func (c *Conn) SetWriteDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writeBy = t
	if c.phase == shaking { // no Write waits yet, and the deadline must not stop the handshake
		return nil
	}
	return c.nc.SetWriteDeadline(t)
}

// SetDeadline sets both deadlines.
func (c *Conn) SetDeadline(t time.Time) error {
	return errors.Join(c.SetReadDeadline(t), c.SetWriteDeadline(t))
}

// LocalAddr is our end of the TCP connection.
func (c *Conn) LocalAddr() net.Addr { return c.nc.LocalAddr() }

// RemoteAddr is the other end of the TCP connection. TLS does not say who that is: a
// client shows no certificate.
func (c *Conn) RemoteAddr() net.Addr { return c.nc.RemoteAddr() }

// The next methods pass on to TCP. Each asks the connection beneath for one method,
// like package server asks us. A test may put a connection beneath that lacks some.
// Then the error is errors.ErrUnsupported.

// SetKeepAliveConfig configures the TCP connection. TLS cannot find out whether the
// other side still exists.
func (c *Conn) SetKeepAliveConfig(config net.KeepAliveConfig) error {
	tcp, ok := c.nc.(interface {
		SetKeepAliveConfig(net.KeepAliveConfig) error
	})
	if !ok {
		return errors.ErrUnsupported
	}
	return tcp.SetKeepAliveConfig(config)
}

// SetWriteBuffer asks the kernel for a send buffer of that many bytes. These are
// bytes of TLS: 22 more than the text, for each record of up to 16 KiB.
func (c *Conn) SetWriteBuffer(bytes int) error {
	tcp, ok := c.nc.(interface{ SetWriteBuffer(int) error })
	if !ok {
		return errors.ErrUnsupported
	}
	c.mu.Lock()
	c.sendBuffer = bytes
	c.mu.Unlock()
	return tcp.SetWriteBuffer(bytes)
}

// SyscallConn returns the socket, to read its state and options. Reading or writing
// there would break the records of TLS.
func (c *Conn) SyscallConn() (syscall.RawConn, error) {
	tcp, ok := c.nc.(syscall.Conn)
	if !ok {
		return nil, errors.ErrUnsupported
	}
	return tcp.SyscallConn()
}
