package overtls

import (
	"errors"
	"fmt"
	"net"
	"syscall"
	"time"
)

// The reader does the handshake. So it needs no goroutine and no clock of its own. A
// limit for a silent caller also limits one that never completes a handshake: the
// server's name timer ends the Read.
//
// A Write during the handshake does not wait for it. Over TCP a Write does not wait
// either until the other side reads: the kernel keeps the bytes in its buffer. We
// keep them in early, until the handshake is done.

// maxEarly is how many bytes may be written before the handshake is done. A server
// sends a greeting and perhaps a refusal: two lines.
const maxEarly = 4 << 10

// ErrPlain is the error of a handshake with a program that does not speak TLS.
var ErrPlain = errors.New("the other side does not speak TLS")

var (
	errTooEarly = fmt.Errorf("overtls: more than %d bytes written before the handshake", maxEarly)
	errLeft     = fmt.Errorf("overtls: written after CloseWrite: %w", syscall.EPIPE) // the same error as over TCP
)

// Handshake does the handshake, unless that was done. The read deadline limits it.
// You need not call it, since Read does it. But a client should check the server
// before it says anything.
func (c *Conn) Handshake() error {
	c.reading.take()
	defer c.reading.give()
	if !c.shaken {
		c.shakeHands()
	}
	return c.over
}

// shakeHands does the handshake and writes what was early. It is tried once: TLS
// cannot start again in the middle of a stream. If it fails, the input is over. The
// caller has the turn to read.
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

// takeEarly returns what was written early. When nothing is left, the connection is
// open: Write's deadline is in effect from now on. If CloseWrite was called
// meanwhile, its goodbye is sent.
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
		c.goodbye() // its error is also the error of the next Read
	}
	return nil, true
}

// giveUp ends the output after a failed handshake. What was written early is lost.
func (c *Conn) giveUp() {
	if c.serves && errors.Is(c.over, ErrPlain) {
		c.nc.SetWriteDeadline(time.Now().Add(goodbyeTime))
		c.nc.Write(unexpectedMessage) // a courtesy: its error does not matter
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

// keep takes what is written before the handshake is done. It returns false if the
// handshake is done and Write should write. After a failed handshake it takes
// everything and forgets it. Over TCP, writing to a program that does not understand
// us is not an error. On an error the server would close without waiting for the FIN.
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

// under is the network connection that crypto/tls gets.
type under struct {
	net.Conn
	over *Conn
}

// A program that speaks TLS first sends a record with a handshake or an alert. These
// are the first bytes of those (RFC 8446, section 5.1).
const (
	recordAlert     = 21
	recordHandshake = 22
)

// unexpectedMessage is the record that answers bytes that are not TLS (RFC 8446,
// sections 5 and 6). It is an alert, in the version of every first record. It has two
// bytes: fatal, unexpected_message.
var unexpectedMessage = []byte{recordAlert, 3, 1, 0, 2, 2, 10}

// Read checks that the first byte is one of those. crypto/tls would wait for five
// bytes, and a person who types "ana" has sent four.
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

// Write sends handshake bytes at once. Later it only stores them: Write sends what
// TLS makes of its text. What TLS writes by itself, from inside a Read, goes out with
// the next Write or the goodbye. RFC 8446, section 4.6.3, requires no more.
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

// Conn sets the deadlines. The ones that crypto/tls sets for its goodbye would
// override them.

func (u under) SetDeadline(time.Time) error      { return nil }
func (u under) SetWriteDeadline(time.Time) error { return nil }
