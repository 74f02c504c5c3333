package overtls

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"time"
)

// These tests depend on the kernel, and were only tried on Linux.

// TestTCPIsReached: options set on the Conn reach the TCP socket.
func TestTCPIsReached(t *testing.T) {
	near, _ := pair(t)
	if err := near.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: 77 * time.Second}); err != nil {
		t.Fatal(err)
	}
	raw, err := near.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var idle int
	raw.Control(func(fd uintptr) {
		idle, err = syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_KEEPIDLE)
	})
	if idle != 77 || err != nil {
		t.Errorf("the socket asks after %d seconds, %v; want 77", idle, err)
	}
}

// TestGoodbyeNeedsNoRoom: a slow reader gets the goodbye although the send buffer is
// full. It comes after everything else.
func TestGoodbyeNeedsNoRoom(t *testing.T) {
	t.Parallel()
	near, far := shaken(t)
	far.nc.(*net.TCPConn).SetReadBuffer(16 << 10)
	near.SetWriteBuffer(16 << 10)
	sent, line := 0, make([]byte, 100)
	for nothing := 0; nothing < 5; { // turns in a row in which nothing was taken
		near.SetWriteDeadline(time.Now().Add(50 * time.Millisecond))
		n, err := near.Write(line)
		sent += n
		switch {
		case n > 0:
			nothing = 0
		case errors.Is(err, os.ErrDeadlineExceeded):
			nothing++
		default:
			t.Fatal(err)
		}
	}
	start := time.Now()
	if err := near.CloseWrite(); err != nil {
		t.Errorf("CloseWrite: %v, after %v", err, time.Since(start))
	}
	heard, err := io.ReadAll(far)
	if err != nil || len(heard) < sent {
		t.Errorf("%d bytes of %d heard, %v", len(heard), sent, err)
	}
}
