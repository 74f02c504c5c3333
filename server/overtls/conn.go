package overtls

import (
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"syscall"
	"time"
)

// A Conn is a connection over TLS that behaves as a TCP connection does: its
// deadlines may pass without harm, and its two directions end one by one.
//
// One goroutine may read while another writes; Close, CloseWrite and the
// deadlines may be called from any, at any time.
type Conn struct {
	nc     net.Conn  // TCP, or what stands for it
	tls    *tls.Conn // which reads and writes through under, below
	serves bool      // the server's end

	// What follows in this block belongs to whoever has the reader's turn.
	reading turn
	shaken  bool  // the handshake was tried; see phase for what came of it
	heard   bool  // at least one byte came
	failure error // how TCP ended the input, if it did
	over    error // how the input ended: what every Read says from then on

	// And this to whoever has the writer's.
	writing turn
	taken   int // bytes that TLS has taken from the last Write, and Write has not reported

	unsent unsent // what those two leave for TCP; it looks after itself

	mu         sync.Mutex // guards all below; never held while anything waits
	phase      phase
	early      []byte    // written before the handshake was done
	leaving    bool      // CloseWrite was called
	writeBy    time.Time // the write deadline, where it does not hold yet
	sendBuffer int       // bytes, as the kernel was last asked for; 0: never
}

// The phases of a connection. It begins as shaking; the reader who has shaken
// hands, or failed to, makes it one of the others, and that it stays.
type phase int

const (
	shaking phase = iota // the handshake is not done; the reader alone touches TLS
	open                 // it is done: Read and Write go their own ways
	failed               // it was given up; all that is left is to close
)

// A turn is for one at a time, and may be kept while one waits for the network.
// A mutex is not made for that: nobody can tell those who wait for a lock that
// is about to be given back from those who wait for ever.
type turn chan struct{}

func (t turn) take() { t <- struct{}{} }
func (t turn) give() { <-t }

func newConn(nc net.Conn) *Conn {
	return &Conn{nc: nc, reading: make(turn, 1), writing: make(turn, 1)}
}

// Read reads what the other side said. The first Read shakes hands before it.
// A read deadline that passes then is the end of the connection; later it may
// pass without harm. What the errors mean, see ending.go.
//
// When the input has ended, Read says so again and again. After CloseWrite it
// first waits for the other side's FIN, and throws away what comes before: a
// close with input unread would be a reset (RFC 2525, section 2.17).
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
	// A deadline that passes here is no end: TLS keeps what it has of a record.
	n, err := c.tls.Read(p)
	if err != nil && !isTimeout(err) {
		c.over = c.meaning(err)
		err = c.over
	}
	return n, err
}

// SetReadDeadline ends a Read that waits then. While hands are shaken it holds
// for what the handshake writes, too: that is done by a reader.
func (c *Conn) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.phase == shaking {
		return c.nc.SetDeadline(t)
	}
	return c.nc.SetReadDeadline(t)
}

// SetWriteDeadline ends a Write that waits then. That does no harm: see Write.
func (c *Conn) SetWriteDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writeBy = t
	if c.phase == shaking { // no Write waits yet; the handshake must not stop because of it
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

// RemoteAddr is the other end of it. Who is there, TLS does not say: a client
// shows no certificate.
func (c *Conn) RemoteAddr() net.Addr { return c.nc.RemoteAddr() }

// What follows is TCP's business. Each asks what is beneath for one method, as
// package server asks us: a test may put something beneath that has not all of
// them. Then the error is errors.ErrUnsupported.

// SetKeepAliveConfig is that of the TCP connection: TLS has nothing that
// finds out whether the other side is still there.
func (c *Conn) SetKeepAliveConfig(config net.KeepAliveConfig) error {
	tcp, ok := c.nc.(interface {
		SetKeepAliveConfig(net.KeepAliveConfig) error
	})
	if !ok {
		return errors.ErrUnsupported
	}
	return tcp.SetKeepAliveConfig(config)
}

// SetWriteBuffer asks the kernel for a send buffer of so many bytes. They are
// bytes of TLS: 22 more than of text for each record of up to 16 KiB.
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

// SyscallConn gives the socket, to be asked about its state and its options.
// To read or write there would tear the records of TLS.
func (c *Conn) SyscallConn() (syscall.RawConn, error) {
	tcp, ok := c.nc.(syscall.Conn)
	if !ok {
		return nil, errors.ErrUnsupported
	}
	return tcp.SyscallConn()
}
