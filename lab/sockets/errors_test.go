package sockets

import (
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"time"
)

// TestEnding tells a reset from a FIN, for a reader and for a writer.
func TestEnding(t *testing.T) {
	t.Run("reset", func(t *testing.T) {
		near, far := pair(t)
		far.SetLinger(0) // closing sends an RST
		far.Close()
		if _, err := near.Read(make([]byte, 1)); !IsReset(err) || !IsGone(err) {
			t.Errorf("a read says %v, which is not taken for a reset", err)
		}
		if _, err := near.Write([]byte("x")); !IsGone(err) {
			t.Errorf("a write says %v, which is not taken for the end", err)
		}
	})
	t.Run("fin", func(t *testing.T) {
		near, far := pair(t)
		far.Close()
		if _, err := near.Read(make([]byte, 1)); err != io.EOF || IsReset(err) || IsGone(err) {
			t.Errorf("a read says %v", err)
		}
	})
	t.Run("closed by us", func(t *testing.T) {
		near, _ := pair(t)
		near.Close()
		if _, err := near.Write([]byte("x")); IsReset(err) || IsGone(err) {
			t.Errorf("a write on what we have closed ourselves is taken for the other's end: %v", err)
		}
	})
}

// pair returns the two ends of a connection over loopback.
func pair(t *testing.T) (near, far *net.TCPConn) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	dialed, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	accepted, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	for _, nc := range []net.Conn{dialed, accepted} {
		t.Cleanup(func() { nc.Close() })
		nc.SetDeadline(time.Now().Add(time.Minute))
	}
	return dialed.(*net.TCPConn), accepted.(*net.TCPConn)
}

// TestErrorsByNumber: each error number of a system is recognized as one kind of error only.
func TestErrorsByNumber(t *testing.T) {
	is := map[string]func(error) bool{
		"reset": IsReset, "refused": IsRefused, "timeout": IsTimeout, "in use": IsInUse, "forbidden": IsForbidden, "not here": IsNotHere,
	}
	for _, c := range []struct {
		number syscall.Errno
		want   string
	}{
		{syscall.ECONNRESET, "reset"}, {syscall.ECONNABORTED, "reset"}, {10053, "reset"}, {10054, "reset"},
		{syscall.ECONNREFUSED, "refused"}, {10061, "refused"},
		{syscall.ETIMEDOUT, "timeout"}, {10052, "timeout"}, {10060, "timeout"},
		{syscall.EADDRINUSE, "in use"}, {10048, "in use"},
		{syscall.EACCES, "forbidden"}, {10013, "forbidden"},
		{syscall.EADDRNOTAVAIL, "not here"}, {10049, "not here"},
		{syscall.EPIPE, ""},
	} {
		err := &net.OpError{Op: "read", Err: os.NewSyscallError("call", c.number)}
		for what, holds := range is {
			if holds(err) != (what == c.want) {
				t.Errorf("%d: %s is %v", c.number, what, holds(err))
			}
		}
		if gone := c.want == "reset" || c.number == syscall.EPIPE; IsGone(err) != gone {
			t.Errorf("%d: gone is %v", c.number, !gone)
		}
	}
}
