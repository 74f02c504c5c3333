package proxy

import (
	"errors"
	"net"
	"os"
	"testing"
	"time"

	"chatlab/lab/trace"
)

// TestFaultsHoldOnceShown: what a client sends after the faults were shown passes under them.
func TestFaultsHoldOnceShown(t *testing.T) {
	var s *stand
	var client, server *net.TCPConn
	s = newStandWith(t, func(e trace.Event) {
		if e.Kind != trace.Fault {
			return
		}
		if _, err := client.Write([]byte("anna\n")); err != nil {
			t.Error(err)
		}
		server.SetReadDeadline(time.Now().Add(100 * time.Millisecond)) // a path without faults needs far less
		if n, err := server.Read(make([]byte, 10)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("before the faults hold, %d bytes arrive, %v", n, err)
		}
	})
	client, server = s.ends(t)
	buf := make([]byte, 10)
	if _, err := client.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := server.Read(buf); err != nil { // the proxy carries it
		t.Fatal(err)
	}
	s.set(t, "slice 2..2 to-server")
	if t.Failed() {
		return // all has arrived
	}
	server.SetReadDeadline(time.Now().Add(limit))
	if n, err := server.Read(buf); string(buf[:n]) != "an" {
		t.Errorf("the first read has %q, %v; want a slice of two bytes", buf[:n], err)
	}
}
