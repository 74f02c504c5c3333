package overtls

import (
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"
)

// TestGoodbyeNeedsNoRoom: a reader that has fallen behind is told goodbye
// although the send buffer is full, and hears it behind everything else. Only
// the kernel of Linux has been asked how it keeps its buffers.
func TestGoodbyeNeedsNoRoom(t *testing.T) {
	near, far := shaken(t)
	far.nc.(*net.TCPConn).SetReadBuffer(16 << 10)
	near.SetWriteBuffer(16 << 10)
	sent, line := 0, make([]byte, 100)
	for nothing := 0; nothing < 5; { // turns in a row that brought nothing
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
