package client

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"chatlab/server/wire"
)

// screen is what a person reads: Chat writes to it, and the test waits for text.
type screen struct {
	mu      sync.Mutex // guards both
	text    bytes.Buffer
	changed chan struct{}
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.changed != nil {
		close(s.changed)
		s.changed = nil
	}
	return s.text.Write(p)
}

// patience is how long a test waits for what must come.
const patience = time.Minute

// await waits until the screen shows text.
func (s *screen) await(t *testing.T, text string) {
	t.Helper()
	limit := time.After(patience)
	for {
		s.mu.Lock()
		shown := strings.Contains(s.text.String(), text)
		if s.changed == nil {
			s.changed = make(chan struct{})
		}
		changed := s.changed
		s.mu.Unlock()
		if shown {
			return
		}
		select {
		case <-changed:
		case <-limit:
			t.Fatalf("the screen shows %q and not %q", s, text)
		}
	}
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func connect(t *testing.T, addr string) net.Conn {
	t.Helper()
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	return nc
}

// person is a user at a terminal: what they type, what they see, and how their chat
// ended.
type person struct {
	typing *io.PipeWriter
	screen screen
	ended  chan error
}

func sitDown(ctx context.Context, t *testing.T, addr, name string) *person {
	t.Helper()
	in, typing := io.Pipe()
	p := &person{typing: typing, ended: make(chan error, 1)}
	nc := connect(t, addr)
	go func() { p.ended <- Chat(ctx, nc, name, in, &p.screen) }()
	t.Cleanup(func() { typing.Close() })
	return p
}

func (p *person) types(t *testing.T, text string) {
	t.Helper()
	if _, err := io.WriteString(p.typing, text); err != nil {
		t.Fatal(err)
	}
}

func TestPipe(t *testing.T) {
	addr := room(t)
	bruno := join(t, addr, "bruno")
	for _, c := range []struct{ name, in string }{
		{"", "ana\nhello\n"},
		{"ana", "hello"},         // a last line needs no line feed
		{"", "ana\r\nhello\r\n"}, // a CR does not matter
	} {
		var out bytes.Buffer
		nc := connect(t, addr)
		if err := Chat(t.Context(), nc, c.name, strings.NewReader(c.in), &out); err != nil {
			t.Errorf("%q %q: %v", c.name, c.in, err)
		}
		if err := nc.Close(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("%q %q: the connection is left open", c.name, c.in)
		}
		if want := wire.Greeting + "* in the room: bruno\n"; out.String() != want {
			t.Errorf("out: %q, want %q", out.String(), want)
		}
		expect(t, bruno, event("ana joined"), said("ana", "hello"), event("ana left"))
	}
}

func TestTwoPeople(t *testing.T) {
	addr := room(t)
	ana := sitDown(t.Context(), t, addr, "ana")
	ana.screen.await(t, "in the room")
	bruno := sitDown(t.Context(), t, addr, "")
	bruno.screen.await(t, "name?")
	bruno.types(t, "bruno\n")
	ana.screen.await(t, "* bruno joined\n")
	ana.types(t, "hello\n")
	bruno.screen.await(t, "[ana] hello\n")
	bruno.types(t, "/quit\n")
	ana.screen.await(t, "* bruno left (quit)\n")
	if err := <-bruno.ended; err != nil {
		t.Errorf("who quits is told: %v", err)
	}
	ana.typing.Close() // Ctrl-D
	if err := <-ana.ended; err != nil {
		t.Errorf("who goes is told: %v", err)
	}
}

func TestHostileLinesAreCleaned(t *testing.T) {
	addr := serving(t, func(nc net.Conn) { io.WriteString(nc, "\x1b]0;owned\x07\u202e\xff\n") })
	p := sitDown(t.Context(), t, addr, "ana")
	<-p.ended
	if got, want := p.screen.String(), "\ufffd]0;owned\ufffd\ufffd\ufffd\n"; got != want {
		t.Errorf("shown %q, want %q", got, want)
	}
}

// TestBackpressure: more is typed than all buffers on the way hold, and the server
// does not read for now. All of it arrives. TestHeardWhileSendingWaits checks that
// the server is still heard meanwhile.
func TestBackpressure(t *testing.T) {
	read, arrived := make(chan struct{}), make(chan int64, 1)
	addr := serving(t, func(nc net.Conn) {
		io.WriteString(nc, "I speak and do not listen\n")
		<-read
		n, _ := io.Copy(io.Discard, nc)
		arrived <- n
	})
	p := sitDown(t.Context(), t, addr, "ana")
	const lines = 200
	line := strings.Repeat("x", 60<<10) + "\n"
	typed := make(chan struct{})
	go func() {
		defer close(typed)
		for range lines {
			io.WriteString(p.typing, line)
		}
		p.typing.Close()
	}()
	p.screen.await(t, "I speak")
	close(read)
	<-typed
	if err := <-p.ended; err != nil {
		t.Error(err)
	}
	if got, want := <-arrived, int64(len("ana\n")+lines*len(line)); got != want {
		t.Errorf("%d bytes arrived, want %d", got, want)
	}
}

func TestTooLongALineToSend(t *testing.T) {
	err := Chat(t.Context(), connect(t, room(t)), "ana", strings.NewReader(strings.Repeat("x", wire.MaxLine+1)+"\n"), io.Discard)
	if !errors.Is(err, wire.ErrTooLong) {
		t.Errorf("%v, want ErrTooLong", err)
	}
}
