package proxy

import (
	"bytes"
	"io"
	"os"
	"syscall"
	"testing"
	"time"
)

func TestSliceArrivesInPieces(t *testing.T) {
	client, server := newStand(t, "slice 1..3 to-server").ends(t)
	write(t, client, "hello world\n")
	buf, got := make([]byte, 100), ""
	for len(got) < 12 {
		n, err := server.Read(buf)
		if err != nil || n > 3 {
			t.Fatalf("a read returned %d bytes, %v; want at most 3", n, err)
		}
		got += string(buf[:n])
	}
	if got != "hello world\n" {
		t.Errorf("read %q", got)
	}
	write(t, server, "hello back\n")
	if n, _ := client.Read(buf); n != 11 {
		t.Errorf("the other direction came in pieces, too: %d bytes of 11", n)
	}
}

func TestConnectionsEndedByAFault(t *testing.T) {
	for _, c := range []struct {
		fault          string
		server         string // what arrives there
		serverEnd      error
		clientEnd      error
		serverMayWrite bool
	}{
		{fault: "reset after 4", server: "hell", serverEnd: syscall.ECONNRESET, clientEnd: syscall.ECONNRESET},
		{fault: "limit after 4", server: "hell", serverEnd: fin, clientEnd: fin},
		{fault: "half-close after 4 to-server", server: "hell", serverEnd: fin, clientEnd: fin, serverMayWrite: true},
		{fault: "reset after 20ms", server: "hello", serverEnd: syscall.ECONNRESET, clientEnd: syscall.ECONNRESET},
		{fault: "limit after 20ms", server: "hello", serverEnd: fin, clientEnd: fin},
	} {
		t.Run(c.fault, func(t *testing.T) {
			client, server := newStand(t, c.fault).ends(t)
			write(t, client, "hello")
			expect(t, server, c.server)
			expectEnd(t, server, "", c.serverEnd)
			if c.serverMayWrite {
				write(t, server, "what?")
				server.Close()
				expectEnd(t, client, "what?", c.clientEnd)
				return
			}
			expectEnd(t, client, "", c.clientEnd)
		})
	}
}

func TestFaultsAreChangedWhileItRuns(t *testing.T) {
	s := newStand(t)
	client, server := s.ends(t)
	write(t, client, "one ")
	expect(t, server, "one ")
	s.set(t, "stall")
	write(t, client, "two ")
	write(t, client, "three")
	client.CloseWrite()
	server.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	expectEnd(t, server, "", os.ErrDeadlineExceeded)
	server.SetReadDeadline(time.Now().Add(limit))
	s.set(t)
	expectEnd(t, server, "two three", fin)
}

// TestStalledPathSlowsItsSender: a stalled path holds a limited number of bytes, so the
// sender must wait. Nothing that it could send is lost.
func TestStalledPathSlowsItsSender(t *testing.T) {
	s := newStand(t, "stall to-server")
	client, server := s.ends(t)
	client.SetWriteDeadline(time.Now().Add(300 * time.Millisecond))
	sent := 0
	for {
		n, err := client.Write(bytes.Repeat([]byte("x"), 1<<20))
		if sent += n; err != nil {
			break
		}
		if sent > 64<<20 {
			t.Fatal("the sender is never slowed down")
		}
	}
	client.CloseWrite()
	s.set(t)
	if got, err := io.Copy(io.Discard, server); err != nil || got != int64(sent) {
		t.Errorf("%d bytes arrived, %v; %d were sent", got, err, sent)
	}
}
