package overtls

import (
	"errors"
	"fmt"
	"net"
	"syscall"
	"time"
)

// The handshake is the reader's. So it needs no goroutine and no clock of its
// own: whatever bounds a caller who says nothing (the server's name timer ends
// the Read) bounds one who never completes a handshake.
//
// Who writes meanwhile does not wait for it, as who writes to a TCP connection
// does not wait until the other side reads. The kernel would keep those bytes
// in its buffer; we keep them in early, until the handshake is done.

// maxEarly is how many bytes may be written before the handshake is done. A
// server greets, and perhaps refuses; that is two lines.
const maxEarly = 4 << 10

// ErrPlain is the error of a handshake with somebody who does not speak TLS.
var ErrPlain = errors.New("the other side does not speak TLS")

var (
	errTooEarly = fmt.Errorf("overtls: more than %d bytes written before the handshake", maxEarly)
	errLeft     = fmt.Errorf("overtls: written after CloseWrite: %w", syscall.EPIPE) // as TCP says it
)

// Handshake shakes hands, unless that was done. The read deadline bounds it.
// Nobody has to call it, since Read does; but a client wants to know whom it
// talks to before it says anything.
func (c *Conn) Handshake() error {
	c.reading.take()
	defer c.reading.give()
	if !c.shaken {
		c.shakeHands()
	}
	return c.over
}

// shakeHands does that, and writes what was early. It is tried once: TLS can't
// begin anew in the middle of a stream. If it fails, the input is over. The
// caller has the reader's turn.
func (c *Conn) shakeHands() {
	c.shaken = true
	err := c.tls.Handshake()
	for err == nil {
		early, done := c.takeEarly()
		if done {
			return
		}
		_, err = c.tls.Write(early)
	}
	c.over = c.meaningOfHandshake(err)
	c.giveUp()
}

// takeEarly hands out what was written early. When there is nothing more, the
// connection is open: the deadline that Write was given holds from now on, and
// a goodbye that was said meanwhile is sent.
func (c *Conn) takeEarly() (early []byte, done bool) {
	c.mu.Lock()
	early, c.early = c.early, nil
	if len(early) > 0 {
		c.mu.Unlock()
		return early, false
	}
	c.phase = open
	c.nc.SetWriteDeadline(c.writeBy)
	leaving := c.leaving
	c.mu.Unlock()
	if leaving {
		c.goodbye() // an error of it is the next Read's as well
	}
	return nil, true
}

// giveUp ends the output after a handshake that failed. What was early is lost.
func (c *Conn) giveUp() {
	if c.serves && errors.Is(c.over, ErrPlain) {
		c.nc.SetWriteDeadline(time.Now().Add(goodbyeTime))
		c.nc.Write(unexpectedMessage) // a courtesy: if it fails, so be it
	}
	c.mu.Lock()
	c.phase = failed
	c.early = nil
	leaving := c.leaving
	c.mu.Unlock()
	if leaving {
		c.sendFIN()
	}
}

// keep takes what is written before the handshake is done. It reports false if
// that is done, and Write's turn has come. After a handshake that failed it
// takes everything, and forgets it, as it forgets what was early: to write to
// somebody who does not understand it is no error of TCP's, and a server that
// was told of one would let go without waiting for the FIN.
func (c *Conn) keep(p []byte) (kept bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.leaving:
		return false, errLeft
	case c.phase == open:
		return false, nil
	case c.phase == failed:
		return true, nil
	case len(c.early)+len(p) > maxEarly:
		return false, errTooEarly
	}
	c.early = append(c.early, p...)
	return true, nil
}

// under is what crypto/tls takes for the network.
type under struct {
	net.Conn
	over *Conn
}

// The first byte of whoever speaks TLS is that of a record with a handshake or
// an alert (RFC 8446, section 5.1).
const (
	recordAlert     = 21
	recordHandshake = 22
)

// unexpectedMessage is the record that answers what is no TLS (RFC 8446,
// sections 5 and 6): an alert, in the version with which every handshake
// begins, of two bytes: fatal, unexpected_message.
var unexpectedMessage = []byte{recordAlert, 3, 1, 0, 2, 2, 10}

// Read holds the first byte against what TLS begins with. crypto/tls would
// wait for five, and somebody who types "ana" has sent four.
func (u under) Read(p []byte) (int, error) {
	c := u.over
	n, err := c.nc.Read(p)
	if n > 0 && !c.heard {
		c.heard = true
		if p[0] != recordHandshake && p[0] != recordAlert {
			return 0, ErrPlain
		}
	}
	if err != nil && !isTimeout(err) {
		c.failure = err
	}
	return n, err
}

// Write sends what belongs to the handshake at once. Later it only takes:
// what TLS makes of a Write is sent by that, and what TLS writes by itself,
// from within a Read, goes out with the next Write or the goodbye. RFC 8446,
// section 4.6.3, asks for no more.
func (u under) Write(p []byte) (int, error) {
	c := u.over
	c.mu.Lock()
	now := c.phase == shaking
	c.mu.Unlock()
	if now {
		return c.nc.Write(p)
	}
	return c.unsent.add(p)
}

// The deadlines are set by Conn. What crypto/tls sets when it says goodbye
// would take them back.

func (u under) SetDeadline(time.Time) error      { return nil }
func (u under) SetWriteDeadline(time.Time) error { return nil }
