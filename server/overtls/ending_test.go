package overtls

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"chatlab/server"
	"chatlab/server/internal/testclient"
)

// TestEndings: how bruno leaves, what ana is told, and what the log says. What he
// said before is heard first.
func TestEndings(t *testing.T) {
	for _, c := range []struct {
		name   string
		goes   func(bruno *peer)
		notice string
		log    string
	}{
		{"politely", func(bruno *peer) { bruno.CloseWrite() },
			"* bruno left\n", `name=bruno why="said goodbye (FIN)"`},
		{"in the middle of a line", func(bruno *peer) { bruno.Say("half a li"); bruno.CloseWrite() },
			"* bruno left\n", `name=bruno why="said goodbye (FIN)"`},
		{"a FIN alone", func(bruno *peer) { bruno.tcp.CloseWrite() },
			"* bruno left (connection reset)\n", `error="TLS was cut off: a FIN without close_notify"`},
		{"a FIN in the middle of a record", func(bruno *peer) { bruno.tcp.Write([]byte{23, 3, 3, 0, 100, 1}); bruno.tcp.CloseWrite() },
			"* bruno left (connection reset)\n", `error="TLS was cut off: a FIN without close_notify"`},
		{"a reset", func(bruno *peer) { bruno.tcp.SetLinger(0); bruno.tcp.Close() },
			"* bruno left (connection reset)\n", `name=bruno why="connection reset"`},
		{"a forged record", func(bruno *peer) {
			bruno.tcp.Write(append([]byte{23, 3, 3, 0, 100}, make([]byte, 100)...))
		}, "* bruno left (connection reset)\n", `error="TLS was cut off: local error: tls: bad record MAC"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := openRoom(t, server.Limits{}, nil)
			ana, bruno := r.join("ana"), r.join("bruno")
			ana.Expect("* bruno joined\n")
			bruno.Say("goodbye\n")
			c.goes(bruno)
			ana.Expect("[bruno] goodbye\n", c.notice)
			bruno.tcp.Close()
			r.join("bruno") // the name is free
			r.logs(c.log)
			if told := strings.Contains(r.log.String(), `"input broke off" conn=2 `); told != strings.Contains(c.log, "error=") {
				t.Errorf("what TCP says by itself needs no more words, and what TLS says does:\n%s", &r.log)
			}
		})
	}
}

// TestHalfClosedHearsItsLastWords: a client that ends its output still gets what was
// said before, and the server's goodbye.
func TestHalfClosedHearsItsLastWords(t *testing.T) {
	r := openRoom(t, server.Limits{}, nil)
	ana, bruno := r.join("ana"), r.join("bruno")
	ana.Expect("* bruno joined\n")
	bruno.Say("/who\n/help\n")
	bruno.CloseWrite()
	ana.Expect("* bruno left\n")
	bruno.Expect("* in the room: ana, bruno\n")
	if line := bruno.Line(); !strings.HasPrefix(line, "* /who: ") {
		t.Errorf("heard %q", line)
	}
	bruno.SetReadDeadline(time.Now().Add(testclient.Patience))
	if _, err := io.Copy(io.Discard, bruno.In); err != nil {
		t.Errorf("at the end: %v, want close_notify", err)
	}
}

// TestFailuresAreAlerts: a client that we break with gets what was said before, an
// alert with the reason, and a FIN. A reset would destroy what the kernel has not
// sent yet. Closing with input unread causes one.
func TestFailuresAreAlerts(t *testing.T) {
	near, far := shaken(t)
	dialed := far.nc.(*net.TCPConn)
	dialed.SetReadBuffer(32 << 10)
	said := make([]byte, 150_000)
	near.SetWriteBuffer(2 * len(said))
	near.SetWriteDeadline(time.Now().Add(testclient.Patience))
	if _, err := near.Write(said); err != nil {
		t.Fatal(err)
	}
	dialed.Write(append([]byte{23, 3, 3, 0, 100}, make([]byte, 100)...))
	dialed.Write(make([]byte, 100_000))
	buf := make([]byte, 1<<10)
	for range 2 { // the error stays the same
		if _, err := near.Read(buf); !errors.Is(err, ErrCut) || !errors.Is(err, io.ErrUnexpectedEOF) || !errors.Is(err, syscall.ECONNRESET) {
			t.Fatalf("%v, want ErrCut", err)
		}
	}
	if err := near.CloseWrite(); err != nil {
		t.Error(err)
	}
	var closing sync.WaitGroup
	closing.Go(func() {
		near.Read(buf) // waits for our FIN
		near.Close()
	})
	heard, err := io.ReadAll(far)
	if len(heard) != len(said) || err == nil || !strings.Contains(err.Error(), "bad record MAC") {
		t.Errorf("the other side hears %d bytes of %d, and then: %v", len(heard), len(said), err)
	}
	dialed.CloseWrite()
	if _, err := io.Copy(io.Discard, dialed); err != nil {
		t.Errorf("on the wire: %v, want a FIN", err)
	}
	closing.Wait()
}

// TestReadDeadlinesPass: a read deadline that passes after the handshake does no harm,
// even in the middle of a record.
func TestReadDeadlinesPass(t *testing.T) {
	near, far := shaken(t)
	buf := make([]byte, 100)
	late := func() {
		t.Helper()
		near.SetReadDeadline(time.Unix(1, 0))
		if _, err := near.Read(buf); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatalf("%v, want a timeout", err)
		}
		near.SetReadDeadline(time.Now().Add(testclient.Patience))
	}
	late()
	tcp := far.nc.(*net.TCPConn)
	far.nc = &tail{TCPConn: tcp}
	io.WriteString(far, "hello")
	record := far.nc.(*tail).held
	tcp.Write(record[:9])
	near.SetReadDeadline(time.Now().Add(50 * time.Millisecond)) // it does not matter whether these have come by then
	if _, err := near.Read(buf); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("%v, want a timeout", err)
	}
	near.SetReadDeadline(time.Now().Add(testclient.Patience))
	tcp.Write(record[9:])
	if n, err := near.Read(buf); string(buf[:n]) != "hello" || err != nil {
		t.Errorf("%q, %v", buf[:n], err)
	}
}

// tail holds back what is written to it.
type tail struct {
	*net.TCPConn
	held []byte
}

func (w *tail) Write(p []byte) (int, error) {
	w.held = append(w.held, p...)
	return len(p), nil
}

// TestGoodbyeIsBounded: CloseWrite returns even if the other side takes nothing. The
// goodbye ends a Write that waits without a deadline, and later Writes fail.
func TestGoodbyeIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		serves, trusts := identity()
		one, other := net.Pipe()
		near, far := newConn(one), Client(other, trusts)
		near.tls, near.serves = tls.Server(under{one, near}, serves), true
		defer far.Close()
		defer near.Close()
		go near.Handshake()
		if err := far.Handshake(); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		wrote := make(chan error, 1)
		go func() {
			_, err := io.WriteString(near, "nobody reads this")
			wrote <- err
		}()
		synctest.Wait() // the Write waits
		start := time.Now()
		if err := near.CloseWrite(); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("CloseWrite: %v, want a timeout", err)
		}
		if took := time.Since(start); took != goodbyeTime {
			t.Errorf("it took %v, want %v", took, goodbyeTime)
		}
		if err := <-wrote; !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("the Write that waited: %v, want a timeout", err)
		}
		if _, err := io.WriteString(near, "more"); !errors.Is(err, syscall.EPIPE) {
			t.Errorf("a Write after it: %v", err)
		}
	})
}
