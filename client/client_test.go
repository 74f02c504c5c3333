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

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"chatlab/server"
	"chatlab/server/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// room starts the reference server and returns its address.
func room(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- (&server.Server{}).Serve(ctx, ln) }()
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return ln.Addr().String()
}

func join(t *testing.T, addr, name string) *Client {
	t.Helper()
	c, err := Dial(t.Context(), addr, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.nc.Close() })
	return c
}

// expect compares the next lines with what they should be.
func expect(t *testing.T, c *Client, want ...wire.Message) {
	t.Helper()
	for _, w := range want {
		got, err := c.Next()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(w, got); diff != "" {
			t.Fatalf("next line (-want +got):\n%s", diff)
		}
	}
}

func event(text string) wire.Message { return wire.Message{Kind: wire.Event, Text: text} }
func said(from, text string) wire.Message {
	return wire.Message{Kind: wire.Chat, From: from, Text: text}
}

func TestConversation(t *testing.T) {
	addr := room(t)
	ana, bruno := join(t, addr, "ana"), join(t, addr, "bruno")
	expect(t, ana, event("bruno joined"))
	for _, text := range []string{"hello", "/quit is a command, and this is not", "//x", strings.Repeat("x", wire.MaxLine)} {
		if err := ana.Say(text); err != nil {
			t.Fatal(err)
		}
		expect(t, bruno, said("ana", text))
	}
	if err := ana.Close(); err != nil {
		t.Error(err)
	}
	expect(t, bruno, event("ana left")) // polite: no reason in parentheses
}

func TestSayRefusesWhatIsNotOneLine(t *testing.T) {
	ana := join(t, room(t), "ana")
	for _, text := range []string{"a\nb", "a\r", strings.Repeat("x", wire.MaxLine+1), "/" + strings.Repeat("x", wire.MaxLine)} {
		if err := ana.Say(text); err == nil {
			t.Errorf("Say(%.10q…), %d bytes: no error", text, len(text))
		}
	}
}

func TestDialIsRefused(t *testing.T) {
	addr := room(t)
	join(t, addr, "ana")
	_, err := Dial(t.Context(), addr, "ANA")
	var refusal *Refusal
	if !errors.As(err, &refusal) || refusal.Code != wire.NameTaken {
		t.Errorf("a taken name: %v", err)
	}
	if _, err := Dial(t.Context(), addr, "a b"); !errors.Is(err, wire.ErrBadName) {
		t.Errorf("a bad name: %v", err)
	}
}

// serving runs a function of the test in place of a server, for one caller. It closes
// a connection that hangs, so that the test can report it.
func serving(t *testing.T, answer func(net.Conn)) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var done sync.WaitGroup
	done.Go(func() {
		nc, err := ln.Accept()
		if err != nil {
			return
		}
		defer nc.Close()
		nc.SetDeadline(time.Now().Add(patience))
		answer(nc)
	})
	t.Cleanup(func() {
		ln.Close()
		done.Wait()
	})
	return ln.Addr().String()
}

// TestDialIsNotAnswered: only the list of who is here counts as a yes.
func TestDialIsNotAnswered(t *testing.T) {
	for name, lines := range map[string]string{
		"not a word":                "",
		"greeting":                  wire.Greeting,
		"greeting like an event":    "* welcome! your name?\n",
		"closing":                   wire.Greeting + wire.Closing,
		"a list without an end":     wire.Greeting + "* in the room: bruno",
		"somebody says what we are": wire.Greeting + "[bruno] * in the room: ana\n",
	} {
		addr := serving(t, func(nc net.Conn) {
			io.WriteString(nc, lines)
			nc.(*net.TCPConn).CloseWrite()
			io.Copy(io.Discard, nc)
		})
		c, err := Dial(t.Context(), addr, "ana")
		if err == nil {
			c.Close()
		}
		if !errors.Is(err, ErrLost) {
			t.Errorf("%s: %v, want ErrLost", name, err)
		}
	}
}

// TestDialWaitsForTheGreeting: a server may refuse in place of a greeting and read
// nothing. The client must not write to it. Then the server's close would be a reset,
// and that can destroy the refusal.
func TestDialWaitsForTheGreeting(t *testing.T) {
	wrote := make(chan int, 1)
	addr := serving(t, func(nc net.Conn) {
		io.WriteString(nc, "! full: \x1b[2J\n")
		rest, _ := io.ReadAll(nc)
		wrote <- len(rest)
	})
	_, err := Dial(t.Context(), addr, "ana")
	var refusal *Refusal
	if !errors.As(err, &refusal) {
		t.Fatalf("%v, want a Refusal", err)
	}
	if diff := cmp.Diff(&Refusal{wire.Full, "\x1b[2J"}, refusal); diff != "" {
		t.Errorf("refusal (-want +got):\n%s", diff)
	}
	if text := err.Error(); text != wire.Clean(text) {
		t.Errorf("the error would drive a terminal: %q", text)
	}
	if n := <-wrote; n > 0 {
		t.Errorf("%d bytes were sent to a server that had not asked", n)
	}
}

func TestDialIsCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	last := make(chan error, 1)
	addr := serving(t, func(nc net.Conn) {
		io.WriteString(nc, wire.Greeting)
		io.ReadFull(nc, make([]byte, len("ana\n")))
		cancel() // while Dial waits for the answer
		_, err := io.Copy(io.Discard, nc)
		last <- err
	})
	if _, err := Dial(ctx, addr, "ana"); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want Canceled", err)
	}
	if err := <-last; err != nil {
		t.Errorf("the server sees %v, want an end that Dial made", err)
	}
}

func TestCloseWithInputUnread(t *testing.T) {
	addr := room(t)
	ana, bruno := join(t, addr, "ana"), join(t, addr, "bruno")
	expect(t, ana, event("bruno joined"))
	for range 1000 { // ana never reads these
		if err := bruno.Say(strings.Repeat("x", 1000)); err != nil {
			t.Fatal(err)
		}
	}
	if err := ana.Say("goodbye"); err != nil {
		t.Fatal(err)
	}
	if err := ana.Close(); err != nil {
		t.Error(err)
	}
	expect(t, bruno, said("ana", "goodbye"), event("ana left"))
}

func TestLinesFromAServerAreBounded(t *testing.T) {
	addr := serving(t, func(nc net.Conn) {
		io.WriteString(nc, "hello\n* in the room: \n")
		nc.Write(bytes.Repeat([]byte("x"), 2*maxServerLine))
		io.WriteString(nc, "\nafter\n")
		io.Copy(io.Discard, nc)
	})
	c := join(t, addr, "ana")
	expect(t, c, wire.Message{Text: tooLong}, wire.Message{Text: "after"})
}
