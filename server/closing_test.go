package server

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"chatlab/server/internal/testclient"
	"chatlab/server/wire"
)

// TestClosing: everybody is told, also a client without a name; then FIN.
func TestClosing(t *testing.T) {
	r := start(t, &Server{})
	ana, unnamed := r.join(t, "ana"), r.dial(t)
	unnamed.Expect(wire.Greeting)
	r.cancel()
	ana.Expect(wire.Closing)
	unnamed.Expect(wire.Closing)
	ana.ExpectEnd()
	unnamed.ExpectEnd()
	ana.Close()
	unnamed.Close()
	r.stop(t)
}

// A slowListener takes its time to close: Accept returns long before that.
type slowListener struct {
	*net.TCPListener
	closes  atomic.Int32
	release chan struct{}
}

func (l *slowListener) Close() error {
	if l.closes.Add(1) > 1 {
		return net.ErrClosed
	}
	l.SetDeadline(time.Unix(1, 0)) // ends Accept
	<-l.release
	return l.TCPListener.Close()
}

// TestNobodyIsToldBeforeTheListenerIsClosed: a client that hears that the server
// closes cannot connect any more, even if the system closes the listener slowly.
func TestNobodyIsToldBeforeTheListenerIsClosed(t *testing.T) {
	t.Parallel()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	slow := &slowListener{TCPListener: ln.(*net.TCPListener), release: make(chan struct{})}
	r := startOn(t, &Server{}, slow)
	ana := r.join(t, "ana")
	told := make(chan struct{})
	go func() { // ends with the connection
		ana.Expect(wire.Closing)
		close(told)
	}()
	r.cancel()
	select {
	case <-told:
		t.Error("ana is told while callers still get a connection")
	case <-time.After(100 * time.Millisecond): // slow keeps the listener open for longer than that
	}
	close(slow.release)
	<-told
	r.stop(t)
}

// TestLastWordsArrive: when the server closes, a client with a backlog gets
// everything that the other clients got.
func TestLastWordsArrive(t *testing.T) {
	r := start(t, &Server{Limits: Limits{HighWater: 1 << 20}})
	talker, prompt := r.join(t, "talker"), r.join(t, "prompt")
	late := r.dial(t)
	late.SetReadBuffer(64 << 10)
	late.Say("late\n") // and does not read for now
	prompt.Expect("* late joined\n")
	const lines = 600 // 600 KB
	flood(talker, lines)
	talker.Say("the end\n")
	prompt.countLines("the end")
	r.cancel()
	prompt.Expect(wire.Closing) // now all lines are said
	late.Expect(wire.Greeting)
	if n := late.countLines("the end"); n != lines {
		t.Errorf("%d of %d lines arrived", n, lines)
	}
	late.Expect(wire.Closing)
	late.ExpectEnd()
}

// TestStuckClientCannotHoldTheClosing: a client that takes nothing is given up. The
// others got their last words long before.
func TestStuckClientCannotHoldTheClosing(t *testing.T) {
	r := start(t, &Server{Limits: Limits{LastWords: 50 * time.Millisecond, Drain: 50 * time.Millisecond, Outbox: 16 << 20, HighWater: 16 << 20}})
	talker, prompt := r.join(t, "talker"), r.join(t, "prompt")
	stuck := r.dial(t)
	stuck.SetReadBuffer(4 << 10)
	stuck.Say("stuck\n")
	prompt.Expect("* stuck joined\n")
	flood(talker, 8000) // more than the kernel holds for a client that does not read
	talker.Say("the end\n")
	prompt.countLines("the end")
	r.stop(t) // fails if it does not return
}

// TestClosingWithInputUnread: what the server sent arrives, although the server never
// read all that the client sent. A plain close would have caused a reset.
func TestClosingWithInputUnread(t *testing.T) {
	r := start(t, &Server{})
	ana := r.join(t, "ana")
	r.join(t, "bruno")
	ana.Say("/quit\n" + strings.Repeat("never read\n", 5000))
	ana.Expect("* bruno joined\n")
	ana.ExpectEnd()
}

// TestHalfClosedHearsItsLastWords: FIN is a goodbye. What the client said before it
// is delivered, and so is what was said to the client.
func TestHalfClosedHearsItsLastWords(t *testing.T) {
	r := start(t, &Server{})
	ana, bruno := r.join(t, "ana"), r.join(t, "bruno")
	ana.Expect("* bruno joined\n")
	for i := range 100 {
		ana.Say(fmt.Sprintf("line %d\n", i))
	}
	bruno.SetReadDeadline(time.Now().Add(testclient.Patience))
	if _, err := bruno.In.Peek(1); err != nil { // the first has come
		t.Fatal(err)
	}
	io.WriteString(bruno, "goodbye\nhalf a li")
	bruno.CloseWrite()
	ana.Expect("[bruno] goodbye\n", "* bruno left\n")
	rest, err := io.ReadAll(bruno.In)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for i := range 100 {
		fmt.Fprintf(&all, "[ana] line %d\n", i)
	}
	if len(rest) == 0 || !strings.HasPrefix(all.String(), string(rest)) {
		t.Errorf("bruno heard %q, which is not how ana began", rest)
	}
}
