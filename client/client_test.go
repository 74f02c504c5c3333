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

// expect holds the next lines against what they should be.
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
	expect(t, bruno, event("ana left")) // politely: no reason in parentheses
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

// serving answers one caller with a function of the test's, in place of a
// server.
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
		answer(nc)
	})
	t.Cleanup(func() {
		ln.Close()
		done.Wait()
	})
	return ln.Addr().String()
}

func TestDialToServersThatAreNone(t *testing.T) {
	closes := serving(t, func(net.Conn) {})
	if _, err := Dial(t.Context(), closes, "ana"); err == nil {
		t.Error("a server that closes at once: no error")
	}
	silent := serving(t, func(nc net.Conn) { io.Copy(io.Discard, nc) })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Dial(ctx, silent, "ana"); err == nil {
		t.Error("canceled: no error")
	}
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
