package sockets

import (
	"context"
	"net"
	"net/netip"
	"syscall"
	"testing"
	"time"
)

// TestQueue: a listener's queue, who waits in it, and a caller whom the system has
// dropped because it was full.
func TestQueue(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	raw, err := ln.(*net.TCPListener).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	raw.Control(func(fd uintptr) { err = syscall.Listen(int(fd), 1) })
	if err != nil {
		t.Fatal(err)
	}
	port := netip.MustParseAddrPort(ln.Addr().String()).Port()
	if waiting, room, known := Queue(port); waiting != 0 || room != 1 || !known {
		t.Fatalf("%d wait, room for %d, known %v; want 0, 1, true", waiting, room, known)
	}
	dropped := 0
	for range 5 { // of which two get into the queue: the kernel has room for one more than it is told
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		nc, err := new(net.Dialer).DialContext(ctx, "tcp", ln.Addr().String())
		cancel()
		if err != nil {
			dropped++
			continue
		}
		defer nc.Close()
		if Incomplete(nc) {
			dropped++
		}
	}
	if waiting, _, known := Queue(port); waiting != 2 || dropped != 3 || !known {
		t.Errorf("%d wait, and %d of 5 were dropped, known %v; want 2, 3, true", waiting, dropped, known)
	}
	if _, _, known := Queue(1); known {
		t.Error("the queue of nobody is known")
	}
}
