package sockets

import (
	"context"
	"net"
	"net/netip"
	"testing"
	"time"
)

// TestListening: a listener at any address of both families is seen, until it is closed.
func TestListening(t *testing.T) {
	for _, addr := range []string{"127.0.0.1:0", "[::1]:0", ":0", "127.0.0.7:0"} {
		ln, err := net.Listen("tcp", addr)
		if err != nil {
			t.Logf("not tried with %s: %v", addr, err)
			continue
		}
		port := netip.MustParseAddrPort(ln.Addr().String()).Port()
		if listens, known := Listening(port); !listens || !known {
			t.Errorf("%s: listens %v, known %v", ln.Addr(), listens, known)
		}
		client, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		server, err := ln.Accept()
		if err != nil {
			t.Fatal(err)
		}
		ln.Close()
		if listens, known := Listening(port); listens || !known {
			t.Errorf("%s, closed, with a connection: listens %v, known %v", ln.Addr(), listens, known)
		}
		client.Close()
		server.Close()
	}
}

// TestUnread: the bytes that a connection has received but not read, and no other
// connection's.
func TestUnread(t *testing.T) {
	for _, addr := range []string{"127.0.0.1:0", "[::1]:0", ":0"} {
		ln, err := net.Listen("tcp", addr)
		if err != nil {
			t.Logf("not tried with %s: %v", addr, err)
			continue
		}
		defer ln.Close()
		_, port, _ := net.SplitHostPort(ln.Addr().String())
		host, _, _ := net.SplitHostPort(addr)
		client, err := net.Dial("tcp", net.JoinHostPort(host, port))
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		server, err := ln.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer server.Close()
		theirs := netip.MustParseAddrPort(client.RemoteAddr().String())
		ours := netip.MustParseAddrPort(client.LocalAddr().String())
		if _, err := client.Write([]byte("abcd")); err != nil {
			t.Fatal(err)
		}
		if n, known := Unread(theirs, ours); n != 4 || !known {
			t.Errorf("%s: %d bytes unread, known %v, want 4", addr, n, known)
		}
		if n, known := Unread(ours, theirs); n != 0 || !known {
			t.Errorf("%s: %d bytes unread at the other end, known %v, want 0", addr, n, known)
		}
		if _, err := server.Read(make([]byte, 3)); err != nil {
			t.Fatal(err)
		}
		if n, known := Unread(theirs, ours); n != 1 || !known {
			t.Errorf("%s: %d bytes unread after a read of 3, known %v, want 1", addr, n, known)
		}
		nobody := netip.AddrPortFrom(ours.Addr(), 1)
		if n, known := Unread(theirs, nobody); known {
			t.Errorf("%s: a connection that is not there has %d bytes unread", addr, n)
		}
	}
}

func BenchmarkListening(b *testing.B) {
	for b.Loop() {
		Listening(1)
	}
}

// TestAwaitStuck: a server is stuck when it has written more than fits. It is not stuck while
// all has arrived. An ended connection counts as stuck.
func TestAwaitStuck(t *testing.T) {
	for name, c := range map[string]struct {
		act   func(server net.Conn)
		stuck bool
	}{
		"all has arrived, in many writes": {func(server net.Conn) {
			for range 100 {
				server.Write(make([]byte, 100))
			}
		}, false},
		"more than fits": {func(server net.Conn) {
			server.SetWriteDeadline(time.Now().Add(200 * time.Millisecond)) // by then the buffers are full
			server.Write(make([]byte, LargestSendBuffer()+64<<20))
		}, true},
		"closed, when all had arrived": {func(server net.Conn) {
			server.Write([]byte("goodbye"))
			server.Close()
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ln, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer ln.Close()
			client, err := net.Dial("tcp", ln.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			server, err := ln.Accept()
			if err != nil {
				t.Fatal(err)
			}
			defer server.Close()
			c.act(server)
			ctx, cancel := context.WithTimeout(t.Context(), 3*stuckTime)
			defer cancel()
			if got := AwaitStuck(ctx, client); got != c.stuck {
				t.Errorf("stuck: %v, want %v", got, c.stuck)
			}
		})
	}
}
