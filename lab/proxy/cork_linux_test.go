package proxy

import (
	"syscall"
	"testing"

	"chatlab/lab/sockets"
)

// TestFinComesWithTheBytesBeforeIt: a receiver that has read a byte of what a path held can
// look for the FIN at once.
func TestFinComesWithTheBytesBeforeIt(t *testing.T) {
	for range 200 {
		s := newStand(t, "stall to-server")
		client, server := s.ends(t)
		write(t, client, "last words")
		client.CloseWrite()
		sockets.AwaitTaken(t.Context(), client) // the FIN too
		s.set(t)
		expect(t, server, "last words")
		raw, err := server.SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		raw.Control(func(fd uintptr) {
			_, _, err = syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_DONTWAIT)
		})
		if err != nil {
			t.Fatalf("after the last byte: %v; want the FIN\n%v", err, s.recorder.Log())
		}
	}
}
