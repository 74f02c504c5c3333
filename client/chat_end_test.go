package client

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/iotest"

	"chatlab/server/wire"
)

// These tests check how a chat ends, and who ended it. For the time limits see
// waiting_test.go.

func TestInterruptLeavesPolitely(t *testing.T) {
	addr := room(t)
	bruno := join(t, addr, "bruno")
	ctx, interrupt := context.WithCancel(t.Context())
	ana := sitDown(ctx, t, addr, "ana")
	expect(t, bruno, event("ana joined"))
	interrupt()
	if err := <-ana.ended; err != nil {
		t.Errorf("an interrupt is an error: %v", err)
	}
	expect(t, bruno, event("ana left"))
}

// TestInterruptHearsTheLastWords: the server's answer to our FIN is shown.
func TestInterruptHearsTheLastWords(t *testing.T) {
	addr := serving(t, func(nc net.Conn) {
		io.WriteString(nc, "hello\n")
		io.Copy(io.Discard, nc)
		io.WriteString(nc, "goodbye\n")
	})
	ctx, interrupt := context.WithCancel(t.Context())
	ana := sitDown(ctx, t, addr, "ana")
	ana.screen.await(t, "hello\n")
	interrupt()
	if err := <-ana.ended; err != nil || ana.screen.String() != "hello\ngoodbye\n" {
		t.Errorf("%v, shown %q", err, &ana.screen)
	}
}

func TestRefusedChat(t *testing.T) {
	addr := room(t)
	join(t, addr, "ana")
	var out bytes.Buffer
	err := Chat(t.Context(), connect(t, addr), "ana", strings.NewReader("hello\n"), &out)
	var refusal *Refusal
	if !errors.As(err, &refusal) || refusal.Code != wire.NameTaken || !strings.Contains(out.String(), "! name-taken: ") {
		t.Errorf("%v, shown %q", err, out.String())
	}
}

func TestLostServer(t *testing.T) {
	reset := func(nc net.Conn) { nc.(*net.TCPConn).SetLinger(0) } // when the server then closes
	for _, c := range []struct {
		name   string
		typed  io.Reader // nil: nothing is typed, and in does not end
		server func(net.Conn)
	}{
		{"closes", nil, func(nc net.Conn) {
			io.WriteString(nc, "hello\n")
			nc.(*net.TCPConn).CloseWrite()
			io.Copy(io.Discard, nc)
		}},
		{"resets", nil, func(nc net.Conn) {
			io.WriteString(nc, "hello\n")
			io.ReadFull(nc, make([]byte, len("ana\n")))
			reset(nc)
		}},
		{"resets after our goodbye", strings.NewReader("hello\n"), func(nc net.Conn) {
			io.WriteString(nc, "hello\n")
			io.Copy(io.Discard, nc)
			reset(nc)
		}},
		{"closes without a word after our goodbye", strings.NewReader(""), func(nc net.Conn) { io.Copy(io.Discard, nc) }},
		{"resets while we send", repeat('\n'), func(nc net.Conn) {
			io.WriteString(nc, "hello\n")
			io.CopyN(io.Discard, nc, 1<<10)
			reset(nc)
		}},
	} {
		typed, typing := io.Pipe()
		if c.typed == nil {
			c.typed = typed
		}
		err := Chat(t.Context(), connect(t, serving(t, c.server)), "ana", c.typed, io.Discard)
		if !errors.Is(err, ErrLost) {
			t.Errorf("%s: %v, want ErrLost", c.name, err)
		}
		typing.Close()
	}
}

// TestQuitWithMoreToSend: after /quit the rest of the pipe cannot be sent. That is
// not an error.
func TestQuitWithMoreToSend(t *testing.T) {
	addr := serving(t, func(nc net.Conn) {
		io.WriteString(nc, wire.Greeting)
		io.CopyN(io.Discard, nc, 1<<10)
		nc.(*net.TCPConn).SetLinger(0)
	})
	in := io.MultiReader(strings.NewReader("ana\n/quit\n"), repeat('\n'))
	if err := Chat(t.Context(), connect(t, addr), "", in, io.Discard); err != nil {
		t.Error(err)
	}
}

// TestOurOwnMishaps: an error on our side is not blamed on the server. The server
// sees a polite leave: a FIN and no reset, though its lines are unread.
func TestOurOwnMishaps(t *testing.T) {
	mishap := errors.New("mishap")
	neverTyped, typing := io.Pipe()
	defer typing.Close()
	for _, c := range []struct {
		name string
		in   io.Reader
		out  func(spoken <-chan struct{}) io.Writer
	}{
		{"output fails", neverTyped, func(spoken <-chan struct{}) io.Writer { return failing{spoken, mishap} }},
		{"input fails", iotest.ErrReader(mishap), func(<-chan struct{}) io.Writer { return io.Discard }},
	} {
		spoken := make(chan struct{}) // closed when the server has said more than one read brings
		last := make(chan error, 1)
		addr := serving(t, func(nc net.Conn) {
			io.WriteString(nc, strings.Repeat("so much to say\n", 4000))
			close(spoken)
			_, err := io.Copy(io.Discard, nc)
			last <- err
		})
		err := Chat(t.Context(), connect(t, addr), "ana", c.in, c.out(spoken))
		if !errors.Is(err, mishap) || errors.Is(err, ErrLost) {
			t.Errorf("%s: %v, want the mishap alone", c.name, err)
		}
		if err := <-last; err != nil {
			t.Errorf("%s: the server sees %v, want a FIN", c.name, err)
		}
	}
}

// failing is an output that takes nothing. It fails when it is told to.
type failing struct {
	when <-chan struct{}
	err  error
}

func (f failing) Write([]byte) (int, error) {
	<-f.when
	return 0, f.err
}
