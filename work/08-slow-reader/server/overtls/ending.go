package overtls

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// What the end of an input means. A net.Conn has errors for that which every
// program knows, so ours are the same:
//
//	close_notify                   io.EOF: a polite end, all has arrived
//	FIN, and no close_notify       ErrCut
//	RST                            as TCP says it: syscall.ECONNRESET
//	TLS itself finds a fault       ErrCut, with what it found
//	no handshake came about        what TLS says of it; ErrPlain if it was no TLS
//	FIN, and never a byte          io.EOF: somebody looked whether we are here
//
// The second is the one to think about. TCP calls it a polite end. But anyone
// on the path can make a FIN, and so cut off what somebody says in the middle
// (a truncation attack: RFC 8446, section 6.1); to tell that from an end is
// what close_notify is for. Nobody needs to be evil, either: when a program
// dies, its system sends a FIN, and over TLS that looks like what it is.
//
// crypto/tls itself lets such a FIN pass for io.EOF if it comes between two
// records, since web servers forget to say goodbye. Chat programs do not.

// ErrCut is the error of an input that was cut off: nobody knows what would
// have come. It is an io.ErrUnexpectedEOF, and also a syscall.ECONNRESET, which
// is how TCP tells of the same: the other side is gone and has not said so. So
// whoever knows how to deal with a reset knows how to deal with this.
var ErrCut error = &cut{errors.New("a FIN without close_notify")}

type cut struct{ how error }

func (e *cut) Error() string { return "TLS was cut off: " + e.how.Error() }

func (e *cut) Unwrap() []error { return []error{e.how, io.ErrUnexpectedEOF, syscall.ECONNRESET} }

func (e *cut) Is(other error) bool { return other == ErrCut }

// meaning is what the error of a Read of TLS means. If it was TCP that ended
// the input, then TLS has only handed that on, in its own way. The caller has
// the reader's turn.
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

// meaningOfHandshake is the same for an error of the handshake.
func (c *Conn) meaningOfHandshake(err error) error {
	switch {
	case c.failure == io.EOF && !c.heard:
		return io.EOF
	case c.failure != nil:
		return c.meaning(err)
	}
	return fmt.Errorf("TLS handshake: %w", err)
}

// isTimeout tells a deadline that passed from an end.
func isTimeout(err error) bool {
	return errors.Is(err, os.ErrDeadlineExceeded)
}
