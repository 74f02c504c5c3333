package overtls

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// How an input can end, and the error for it. Where net.Conn has a usual error, ours
// is the same:
//
//	close_notify                   io.EOF: a polite end, all has arrived
//	FIN without close_notify       ErrCut
//	RST                            TCP's error: syscall.ECONNRESET
//	TLS finds a fault              ErrCut, with the fault
//	the handshake failed           the error of TLS; ErrPlain if it was not TLS
//	FIN, and never a byte          io.EOF: somebody checked whether we listen
//
// The second one matters. To TCP it is a polite end. But anyone on the path can make
// a FIN, and so cut off a message in the middle (a truncation attack: RFC 8446,
// section 6.1). close_notify shows that it is a real end. It also happens without an
// attack: when a program dies, its system sends a FIN.
//
// crypto/tls itself returns io.EOF for such a FIN between two records, since web
// servers forget to say goodbye. Chat programs do not.

// ErrCut is the error of an input that was cut off: nobody knows what would have
// come. It is an io.ErrUnexpectedEOF, and also a syscall.ECONNRESET. For TCP that
// means the same: the other side is gone and has not said so. So code that handles a
// reset handles this too.
var ErrCut error = &cut{errors.New("a FIN without close_notify")}

type cut struct{ how error }

func (e *cut) Error() string { return "TLS was cut off: " + e.how.Error() }

func (e *cut) Unwrap() []error { return []error{e.how, io.ErrUnexpectedEOF, syscall.ECONNRESET} }

func (e *cut) Is(other error) bool { return other == ErrCut }

// meaning turns the error of a Read of TLS into ours. If TCP ended the input, TLS has
// only passed that on in its own form. The caller has the turn to read.
func (c *Conn) meaning(err error) error {
	switch {
	case c.failure == io.EOF:
		return ErrCut
	case c.failure != nil:
		return c.failure
	case errors.Is(err, io.EOF):
		return io.EOF
	}
	return &cut{err}
}

// meaningOfHandshake does the same for an error of the handshake.
func (c *Conn) meaningOfHandshake(err error) error {
	switch {
	case c.failure == io.EOF && !c.heard:
		return io.EOF
	case c.failure != nil:
		return c.meaning(err)
	}
	return fmt.Errorf("TLS handshake: %w", err)
}

// isTimeout reports whether err is a deadline that passed.
func isTimeout(err error) bool {
	return errors.Is(err, os.ErrDeadlineExceeded)
}
