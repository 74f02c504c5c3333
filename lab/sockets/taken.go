package sockets

import (
	"context"
	"net"
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
	theirs, ok1 := nc.RemoteAddr().(*net.TCPAddr)
	ours, ok2 := nc.LocalAddr().(*net.TCPAddr)
	if !ok1 || !ok2 {
		return false
	}
	held, _ := Unread(theirs.AddrPort(), ours.AddrPort())
	return held > 0
}
