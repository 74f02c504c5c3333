package server

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
)

// TestReasons: the same end has the same reason on every system. Windows has its own
// error numbers.
func TestReasons(t *testing.T) {
	for _, c := range []struct {
		err  error
		want reason
	}{
		{nil, saidGoodbye},
		{io.EOF, saidGoodbye},
		{syscall.ECONNRESET, wasReset},
		{syscall.Errno(10053), wasReset},
		{syscall.Errno(10054), wasReset},
		{syscall.ETIMEDOUT, timedOut},
		{syscall.Errno(10052), timedOut},
		{syscall.Errno(10060), timedOut},
		{os.ErrDeadlineExceeded, tooSlow},
		{errors.New("no such thing"), broken},
	} {
		err := c.err
		if number, ok := err.(syscall.Errno); ok {
			err = &net.OpError{Op: "read", Err: os.NewSyscallError("wsarecv", number)}
		}
		if got := reasonFor(err); got != c.want {
			t.Errorf("%v: %q, want %q", c.err, got, c.want)
		}
	}
}
