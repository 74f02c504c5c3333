//go:build unix

package program

import (
	"io"
	"net"
	"testing"
)

// TestTimeWaitIsNotFree: a port with a connection in TIME-WAIT is not chosen. A program that
// does not set SO_REUSEADDR could not listen on it.
func TestTimeWaitIsNotFree(t *testing.T) {
	t.Parallel()
	births.RLock() // a program that another test starts would have the sockets for a moment
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := ln.Addr().(*net.TCPAddr).Port
	client, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	server, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	ln.Close()
	server.Close() // closes first, so it is the side in TIME-WAIT
	if _, err := io.Copy(io.Discard, client); err != nil {
		t.Fatal(err)
	}
	client.Close()
	births.RUnlock()
	if free(t.Context(), port) == nil {
		t.Errorf("port %d counts as free with a connection in TIME-WAIT", port)
	}
	if inUse(t.Context(), port) {
		t.Errorf("port %d counts as in use though nobody listens there", port)
	}
}
