package overtls

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"chatlab/server"
	"chatlab/server/internal/testclient"
	"chatlab/server/wire"
)

// hello is the first record of a client.
func hello(t *testing.T) []byte {
	t.Helper()
	near, far := net.Pipe()
	defer far.Close()
	_, trusts := identity()
	go tls.Client(near, trusts).Handshake() // ends with the pipe
	buf := make([]byte, 4<<10)
	far.SetReadDeadline(time.Now().Add(testclient.Patience))
	n, err := far.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	return buf[:n]
}

// TestSilentCallers: a caller that never completes a handshake holds up nobody. It is
// gone after the time for a name, politely: with a FIN.
func TestSilentCallers(t *testing.T) {
	r := openRoom(t, server.Limits{NameTime: 300 * time.Millisecond}, nil)
	silent, half, whole := r.dial(), r.dial(), r.dial()
	first := hello(t)
	half.Write(first[:len(first)/2])
	whole.Write(first)
	for _, caller := range []*net.TCPConn{silent, half} {
		expectFIN(t, caller)
	}
	whole.SetReadDeadline(time.Now().Add(testclient.Patience))
	if answer, err := io.ReadAll(whole); err != nil || len(answer) == 0 {
		t.Errorf("to a hello the server says %d bytes, %v", len(answer), err)
	}
	r.logs("conn=1 name=\"\" why=timeout", "conn=2 name=\"\" why=timeout", "conn=3 name=\"\" why=timeout")
}

// TestSilentCallersHoldUpNobody: others join, and the server closes, while the time of
// silent callers still lasts.
func TestSilentCallersHoldUpNobody(t *testing.T) {
	r := openRoom(t, server.Limits{Drain: time.Millisecond}, nil)
	for range 10 {
		r.dial()
	}
	r.join("ana")
	r.close() // they do not hold up the closing either
}

// TestHungUpAtOnce: a check whether somebody listens is not an error.
func TestHungUpAtOnce(t *testing.T) {
	r := openRoom(t, server.Limits{}, nil)
	caller := r.dial()
	caller.CloseWrite()
	expectFIN(t, caller)
	half := r.dial()
	half.Write(hello(t)[:7])
	half.CloseWrite()
	expectFIN(t, half)
	r.logs("conn=1 name=\"\" why=\"said goodbye (FIN)\"", "conn=2 name=\"\" why=\"connection reset\"")
}

// TestPlainCaller: four bytes are enough to know, and nothing waits. The answer is an
// alert and a FIN, not a reset, however much is sent after.
func TestPlainCaller(t *testing.T) {
	r := openRoom(t, server.Limits{NameTime: time.Hour, Drain: testclient.Patience}, nil)
	for _, text := range []string{"ana\n", "GET / HTTP/1.1\r\n\r\n", strings.Repeat("hello\n", 50_000)} {
		caller := r.dial()
		if _, err := io.WriteString(caller, text); err != nil {
			t.Fatal(err)
		}
		caller.SetReadDeadline(time.Now().Add(testclient.Patience))
		answer, err := io.ReadAll(caller)
		if err != nil || !bytes.Equal(answer, unexpectedMessage) {
			t.Errorf("%.10q: answered %q, %v; want an alert", text, answer, err)
		}
		caller.Close()
	}
	r.logs(`error="TLS handshake: the other side does not speak TLS"`, `why="connection broken"`)
}

// TestWritingToAPlainCaller: a Write to such a caller is no error, so a server ends
// this connection like any other. The bytes are dropped.
func TestWritingToAPlainCaller(t *testing.T) {
	near, far := pair(t)
	io.WriteString(far.nc, "ana\n")
	if _, err := near.Read(make([]byte, 1)); !errors.Is(err, ErrPlain) {
		t.Fatalf("%v, want ErrPlain", err)
	}
	if n, err := io.WriteString(near, wire.Greeting); n != len(wire.Greeting) || err != nil {
		t.Errorf("a Write takes %d bytes, %v", n, err)
	}
	if err := near.CloseWrite(); err != nil {
		t.Error(err)
	}
	if answer, err := io.ReadAll(far.nc); !bytes.Equal(answer, unexpectedMessage) || err != nil {
		t.Errorf("answered %q, %v; want an alert", answer, err)
	}
}

// TestPlainServer: the same, but the client speaks TLS and the server does not.
func TestPlainServer(t *testing.T) {
	near, far := net.Pipe()
	defer near.Close()
	var spoken sync.WaitGroup
	spoken.Go(func() {
		far.Read(make([]byte, 4<<10)) // how it reads a hello does not matter
		io.WriteString(far, wire.Greeting)
		far.Close()
	})
	_, trusts := identity()
	c := Client(near, trusts)
	c.SetReadDeadline(time.Now().Add(testclient.Patience))
	if err := c.Handshake(); !errors.Is(err, ErrPlain) {
		t.Errorf("%v, want ErrPlain", err)
	}
	spoken.Wait()
}

// TestUntrusting: a client that does not trust us says why it goes, and the log shows
// that.
func TestUntrusting(t *testing.T) {
	r := openRoom(t, server.Limits{}, nil)
	c := Client(r.dial(), &tls.Config{ServerName: "localhost"})
	c.SetReadDeadline(time.Now().Add(testclient.Patience))
	if err := c.Handshake(); err == nil {
		t.Fatal("it trusts")
	}
	c.CloseWrite()
	expectFIN(t, c.nc.(*net.TCPConn))
	r.logs(`error="TLS handshake: remote error: tls: `)
}

// TestEarly: what is written before the handshake arrives after it, in order, and so
// does a goodbye. More than maxEarly is refused.
func TestEarly(t *testing.T) {
	near, far := pair(t)
	for _, text := range []string{"one ", "two ", "three"} {
		if n, err := io.WriteString(near, text); n != len(text) || err != nil {
			t.Errorf("%q: %d, %v", text, n, err)
		}
	}
	if n, err := near.Write(make([]byte, maxEarly)); n != 0 || !errors.Is(err, errTooEarly) {
		t.Errorf("too much: %d, %v", n, err)
	}
	if err := near.CloseWrite(); err != nil {
		t.Error(err)
	}
	if n, err := io.WriteString(near, "late"); n != 0 || !errors.Is(err, syscall.EPIPE) {
		t.Errorf("after CloseWrite: %d, %v", n, err)
	}
	var reading sync.WaitGroup
	reading.Go(func() { io.Copy(io.Discard, near) })
	if heard, err := io.ReadAll(far); string(heard) != "one two three" || err != nil {
		t.Errorf("%q, %v", heard, err)
	}
	expectFIN(t, far.nc.(*net.TCPConn))
	far.CloseWrite()
	reading.Wait()
}

// TestHandshakeIsBounded: the read deadline ends a handshake, even one that waits to
// write.
func TestHandshakeIsBounded(t *testing.T) {
	first := hello(t)
	synctest.Test(t, func(t *testing.T) {
		one, other := net.Pipe()
		defer one.Close()
		defer other.Close()
		serves, _ := identity()
		near := newConn(one)
		near.tls, near.serves = tls.Server(under{one, near}, serves), true
		const limit = 5 * time.Second
		near.SetReadDeadline(time.Now().Add(limit))
		near.SetWriteDeadline(time.Now().Add(time.Hour))
		start := time.Now()
		go other.Write(first) // and does not read the answer
		if _, err := near.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(start) != limit {
			t.Errorf("%v after %v, want a timeout after %v", err, time.Since(start), limit)
		}
	})
}

// TestWriteDeadlineWaitsForTheHandshake: a write deadline that passes during the
// handshake does not harm it. It is in effect afterwards.
func TestWriteDeadlineWaitsForTheHandshake(t *testing.T) {
	near, far := pair(t)
	near.SetWriteDeadline(time.Unix(1, 0))
	shake(t, near, far)
	if n, err := io.WriteString(near, "hello"); n != 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("%d, %v, want a timeout", n, err)
	}
}

// TestGarbageAtTheDoor: callers send bytes that look like TLS at first. They cost
// bounded memory, and the room still works.
func TestGarbageAtTheDoor(t *testing.T) {
	r := openRoom(t, server.Limits{Drain: time.Millisecond}, nil)
	first := hello(t)
	openings := [][]byte{
		{recordHandshake, 3, 1, 0x40, 0, 1, 0, 0xff, 0xff}, // a hello of 64 KiB, never completed
		{recordHandshake, 3, 1, 0xff, 0xff, 1},             // longer than a record may be
		append(bytes.Clone(first), 0x17, 3, 3, 0x40),       // chat in the middle of a handshake
	}
	const callers = 60
	filling := bytes.Repeat([]byte{0x55}, 64<<10)
	var all sync.WaitGroup
	var peak uint64
	for i := range callers {
		caller := r.dial()
		all.Go(func() {
			go io.Copy(io.Discard, caller) // ends with the connection
			caller.SetWriteDeadline(time.Now().Add(testclient.Patience))
			caller.Write(openings[i%len(openings)])
			for range 16 { // 1 MiB
				if _, err := caller.Write(filling); err != nil {
					break // cut off, as the server may
				}
			}
			caller.Close()
		})
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		peak = max(peak, m.HeapInuse+m.StackInuse)
	}
	all.Wait()
	if limit := uint64(64 << 20); peak > limit {
		t.Errorf("%d MiB of memory, more than %d", peak>>20, limit>>20)
	}
	r.join("ana")
}

// pair returns two ends of a TCP connection over loopback, with TLS on top: the
// server's and the client's. There was no handshake yet.
func pair(t testing.TB) (near, far *Conn) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	serves, trusts := identity()
	dialed, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	accepted, err := Listener(ln, serves).Accept()
	if err != nil {
		t.Fatal(err)
	}
	near, far = accepted.(*Conn), Client(dialed, trusts)
	for _, c := range []*Conn{near, far} {
		t.Cleanup(func() { c.Close() })
		c.SetReadDeadline(time.Now().Add(testclient.Patience))
	}
	return near, far
}

// shaken returns a pair after its handshake.
func shaken(t testing.TB) (near, far *Conn) {
	t.Helper()
	near, far = pair(t)
	shake(t, near, far)
	return near, far
}

func shake(t testing.TB, near, far *Conn) {
	t.Helper()
	met := make(chan error, 1)
	go func() { met <- near.Handshake() }()
	if err := far.Handshake(); err != nil {
		t.Fatal(err)
	}
	if err := <-met; err != nil {
		t.Fatal(err)
	}
}
