package probe

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
)

// TestAlone: a server that holds its lock while a client is in the room lets nobody else in. The
// error says so, and not that no form fits.
func TestAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lock := make(chan struct{}, 1)
		_, err := Probe(t.Context(), Server{
			Dial: func(context.Context) (net.Conn, error) {
				ours, theirs := net.Pipe()
				go serveAlone(theirs, lock)
				return ours, nil
			},
			Idle:    func(context.Context) {},
			Restart: func(context.Context) error { return nil },
			Trying:  func(int, int) {},
		})
		if !errors.Is(err, ErrAlone) {
			t.Errorf("%v, want %v", err, ErrAlone)
		}
	})
}

func serveAlone(conn net.Conn, lock chan struct{}) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	if _, err := io.WriteString(conn, "Your name?\n"); err != nil {
		return
	}
	if _, err := in.ReadString('\n'); err != nil {
		return
	}
	lock <- struct{}{}
	defer func() { <-lock }()
	io.WriteString(conn, "* in the room: \n")
	io.Copy(io.Discard, in)
}

// TestControlsAreVisible: a person who reads a pattern sees the colours of a terminal in it.
func TestControlsAreVisible(t *testing.T) {
	const line = "\x1b[32manouk\x1b[0m: hi"
	pattern := general(line, part{"anouk", aName, "name"}, part{"hi", aText, "text"})
	if want := `\x1b\[\d+m(?P<name>\w+)\x1b\[\d+m: (?P<text>.*)`; pattern != want {
		t.Errorf("%q, want %q", pattern, want)
	}
	if !matches("^"+pattern+"$", line) {
		t.Errorf("%q does not match its own line", pattern)
	}
}
