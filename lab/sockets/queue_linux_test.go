package sockets

import (
	"context"
	"net"
	"net/netip"
	"syscall"
	"testing"
	"time"
)

// TestQueue: Queue counts the clients that wait in a listener's queue, and Dropped reports a
// client that the system has dropped because the queue was full.
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
	if q, known := Queue(port); q != (Backlog{Room: 1}) || !known {
		t.Fatalf("%+v, known %v; want room for 1", q, known)
	}
	dropped := 0
	for range 5 { // two of them fit into the queue: the kernel has room for one more than it is told
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		nc, err := new(net.Dialer).DialContext(ctx, "tcp", ln.Addr().String())
		cancel()
		if err != nil {
			dropped++
			continue
		}
		defer nc.Close()
		if Dropped(nc) {
			dropped++
		}
	}
	if q, known := Queue(port); q.Waiting != 2 || q.Dropped < 3 || dropped != 3 || !known {
		t.Errorf("%+v, and %d of 5 callers were dropped, known %v; want 2 who wait, 3 dropped", q, dropped, known)
	}
	if _, known := Queue(1); known {
		t.Error("the queue of nobody is known")
	}
}
