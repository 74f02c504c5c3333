package sockets

import (
	"context"
	"net"
	"net/netip"
	"time"
)

const (
	takenLimit = 200 * time.Millisecond // give up asking after this: it is an aid, not an expectation
	takenEvery = time.Millisecond
)

// AwaitTaken asks the kernel until the program at the other end of nc, which
// must be on this machine, has read everything that has come to it. It gives
// up after 200 ms, and at once where that can't be seen.
func AwaitTaken(ctx context.Context, nc net.Conn) {
	ctx, cancel := context.WithTimeout(ctx, takenLimit)
	defer cancel()
	tick := time.NewTicker(takenEvery)
	defer tick.Stop()
	for untaken(nc) {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// untaken reports whether the kernel still holds bytes for the other end.
func untaken(nc net.Conn) bool {
	ours, theirs, known := ends(nc)
	held, _ := Unread(theirs, ours)
	return known && held > 0
}

// HasCome reports whether the kernel holds bytes for our end of nc; false where
// that can't be seen.
func HasCome(nc net.Conn) bool {
	ours, theirs, known := ends(nc)
	held, _ := Unread(ours, theirs)
	return known && held > 0
}

// ends returns the addresses of a connection, if they are TCP's.
func ends(nc net.Conn) (ours, theirs netip.AddrPort, known bool) {
	local, ok1 := nc.LocalAddr().(*net.TCPAddr)
	remote, ok2 := nc.RemoteAddr().(*net.TCPAddr)
	if !ok1 || !ok2 {
		return ours, theirs, false
	}
	return local.AddrPort(), remote.AddrPort(), true
}
