package overtls

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"chatlab/server"
)

// fits is a TCP connection with a simulated kernel. It takes a random part of each
// write, and then the deadline has passed.
type fits struct {
	*net.TCPConn
	random *rand.Rand
	most   int // most bytes taken of a write
}

func (f *fits) Write(p []byte) (int, error) {
	n := f.random.IntN(f.most + 1)
	if n >= len(p) {
		return f.TCPConn.Write(p)
	}
	n, err := f.TCPConn.Write(p[:n])
	if err == nil {
		err = os.ErrDeadlineExceeded
	}
	return n, err
}

// send writes like an outbox, whatever each call takes, and counts the calls.
func send(t testing.TB, c *Conn, text []byte) (turns int) {
	for len(text) > 0 {
		n, err := c.Write(text[:min(len(text), maxPiece)])
		if n < 0 || n > len(text) || err == nil && n < min(len(text), maxPiece) || err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatalf("a turn brought %d bytes of %d, %v", n, len(text), err)
		}
		text = text[n:]
		turns++
	}
	return turns
}

// TestDeadlinesPass: whatever each call takes, the other side reads all that was
// written, once and in order. The kernel has at least what a Write reports. When all
// is reported, nothing is unsent and no memory is held.
func TestDeadlinesPass(t *testing.T) {
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 1))
		near, far := shaken(t)
		tcp := near.nc.(*net.TCPConn)
		near.nc = &fits{tcp, random, 16 << random.IntN(13)}
		var sent, heard bytes.Buffer
		reading := make(chan error, 1)
		go func() {
			_, err := io.Copy(&heard, far)
			reading <- err
		}()
		for i := range 4 {
			text := bytes.Repeat(fmt.Appendf(nil, "%d.%d ", seed, i), 1+random.IntN(20_000))
			sent.Write(text)
			send(t, near, text)
			if near.unsent.all != nil || near.taken != 0 {
				t.Errorf("seed %d: all is written, and %d bytes are unsent", seed, len(near.unsent.all)-near.unsent.sent)
			}
		}
		near.nc = tcp // a goodbye has only one call
		if err := near.CloseWrite(); err != nil {
			t.Fatal(err)
		}
		if err := <-reading; err != nil || !bytes.Equal(heard.Bytes(), sent.Bytes()) {
			t.Fatalf("seed %d: %d bytes of %d arrived, %v", seed, heard.Len(), sent.Len(), err)
		}
		near.Close()
		far.Close()
	}
}

// TestProgressIsReported: a call in which the kernel took something counts, long
// before a whole record is sent. That is how the server knows a slow reader from a
// gone one.
func TestProgressIsReported(t *testing.T) {
	near, _ := shaken(t)
	kernel := &takes{}
	near.nc = kernel
	text := make([]byte, 16<<10)
	if n, err := near.Write(text); n != 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("nothing was taken: %d, %v", n, err)
	}
	all := 0
	for _, took := range []int{5_000, 100, 5_000} {
		kernel.next = took
		n, err := near.Write(text[all:])
		if !errors.Is(err, os.ErrDeadlineExceeded) || n < took-1_000 || n > took {
			t.Errorf("the kernel took %d: Write says %d, %v", took, n, err)
		}
		all += n
	}
	if n, err := near.Write(text[:3]); n != 0 || !errors.Is(err, errNotContinued) {
		t.Errorf("something else is written: %d, %v", n, err)
	}
}

// takes is a connection whose next writes take the given numbers of bytes.
type takes struct {
	net.TCPConn
	next int
}

func (k *takes) Write(p []byte) (int, error) {
	n := min(k.next, len(p))
	k.next -= n
	if n < len(p) {
		return n, os.ErrDeadlineExceeded
	}
	return n, nil
}

// TestUnsentIsBounded: the limit holds even for what TLS writes by itself.
func TestUnsentIsBounded(t *testing.T) {
	var u unsent
	answer, added := make([]byte, 100), 0
	for ; added <= maxUnsent; added += len(answer) {
		if _, err := u.add(answer); err != nil {
			break
		}
	}
	if added > maxUnsent {
		t.Errorf("%d bytes are unsent, more than %d", added, maxUnsent)
	}
	if owed, err := u.flush(io.Discard); owed != 0 || err != nil || u.all != nil {
		t.Errorf("paid: %d, %v", owed, err)
	}
}

// hurried is a connection whose write deadlines always come soon. It counts those
// that passed. So they pass often, and the test is still fast.
type hurried struct {
	*net.TCPConn
	passed *atomic.Int64
}

func (h hurried) SetWriteDeadline(t time.Time) error {
	if !t.IsZero() {
		t = time.Now().Add(2 * time.Millisecond)
	}
	return h.TCPConn.SetWriteDeadline(t)
}

func (h hurried) Write(p []byte) (int, error) {
	n, err := h.TCPConn.Write(p)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		h.passed.Add(1)
	}
	return n, err
}

// TestSlowReaderGetsEverything: through the server, whose calls often end in the
// middle of a record. The reader is slow until enough deadlines have passed.
func TestSlowReaderGetsEverything(t *testing.T) {
	var passed atomic.Int64
	r := openRoom(t, server.Limits{SendBuffer: 16 << 10, Outbox: 16 << 20, HighWater: 8 << 20}, func(nc net.Conn) net.Conn {
		return hurried{nc.(*net.TCPConn), &passed}
	})
	slow := r.dial()
	slow.SetReadBuffer(64 << 10)
	reader := r.joinOn(slow, "reader")
	flooder := r.join("flooder")
	const lines = 3000 // 3 MB
	go func() {
		for i := range lines {
			fmt.Fprintf(flooder, "%d %s\n", i, strings.Repeat("x", 1000))
		}
	}()
	reader.Expect("* flooder joined\n")
	pace := time.NewTicker(time.Millisecond)
	defer pace.Stop()
	for i := range lines {
		if passed.Load() < 100 {
			<-pace.C
		}
		if line := reader.Line(); !strings.HasPrefix(line, fmt.Sprintf("[flooder] %d x", i)) {
			t.Fatalf("line %d is %.40q", i, line)
		}
	}
	if passed.Load() == 0 {
		t.Error("no deadline has passed: this tests nothing")
	}
}

// TestStuckReaderIsCut: the size of its outbox or the time in which it takes nothing
// ends it, as without TLS. The others are told. The flooder goes on when the other
// reader has heard all, so that nobody else counts as slow.
func TestStuckReaderIsCut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		limits server.Limits
		reason string
	}{
		{server.Limits{Outbox: 256 << 10, HighWater: 256 << 10}, "too slow"},
		{server.Limits{Outbox: 64 << 20, HighWater: 64 << 20, WriteTime: 400 * time.Millisecond}, "too slow"},
	} {
		c.limits.SendBuffer, c.limits.LastWords, c.limits.Drain = 4<<10, 50*time.Millisecond, 50*time.Millisecond
		r := openRoom(t, c.limits, nil)
		socket := r.dial()
		socket.SetReadBuffer(4 << 10)
		r.joinOn(socket, "stuck") // from here on it reads nothing
		flooder, reader := r.join("flooder"), r.join("reader")
		batch := strings.Repeat(strings.Repeat("x", 999)+"\n", 50)
		notice := "* stuck left (" + c.reason + ")\n"
		cut := false
		for round := 0; !cut && round < 100; round++ { // 5 MB are more than all buffers hold
			flooder.Say(batch)
			for heard := 0; heard < 50; {
				switch line := reader.Line(); {
				case line == notice:
					cut = true
				case strings.HasPrefix(line, "[flooder] "):
					heard++
				case strings.HasPrefix(line, "* stuck left"):
					t.Fatalf("%q, want %q", line, notice)
				}
			}
		}
		if !cut {
			reader.Expect(notice)
		}
		r.close()
	}
}
