package script

import (
	"context"
	"net"
	"net/netip"
	"time"

	"chatlab/lab/sockets"
)

// What the kernel knows about a connection to the process: what is unread, and what waits where.

// Dropped asks the kernel. It can't see a client behind a path.
func (l *Loopback) Dropped(nc net.Conn) (room int, dropped bool) {
	addr, err := netip.ParseAddrPort(l.running.Addr())
	if err != nil || nc != nil && (l.overPath(nc) || !sockets.Dropped(nc)) {
		return 0, false
	}
	ctx, cancel := context.WithTimeout(context.Background(), acceptsWithin)
	defer cancel()
	q, accepts := sockets.AwaitRoom(ctx, addr.Port())
	return q.Room, accepts && q.Dropped > 0 // if the server accepts nobody, a longer queue would not help
}

// acceptsWithin is how long the queue of a server that accepts callers may stay full.
const acceptsWithin = 200 * time.Millisecond

// HasCome asks the kernel.
func (l *Loopback) HasCome(nc net.Conn) bool { return sockets.HasCome(nc) }

// AwaitTaken asks the kernel until the server's end of nc has no unread bytes. If the
// kernel does not tell, it waits as long as a server usually needs, and reports true:
// nobody can say that something is unread.
func (l *Loopback) AwaitTaken(ctx context.Context, nc net.Conn) bool {
	if sockets.Tell() {
		return sockets.AwaitTaken(ctx, nc)
	}
	timer := time.NewTimer(untoldTime)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	return true
}

// untoldTime is how long a server gets to read if the kernel does not tell whether it has.
// This is nearly always enough. If not, the scenario is milder than it was meant to be.
const untoldTime = 30 * time.Millisecond

// AwaitStuck asks the kernel until bytes wait there that the server's end of nc has
// written. It can't see a client behind a path.
func (l *Loopback) AwaitStuck(ctx context.Context, nc net.Conn) bool {
	return l.overPath(nc) || sockets.AwaitStuck(ctx, nc)
}

// Held asks the kernel about both ends. It can't see a client behind a path.
func (l *Loopback) Held(nc net.Conn) (b sockets.Buffers, open, known bool) {
	if l.overPath(nc) {
		return b, false, false
	}
	return sockets.Held(nc)
}

// Untaken asks the kernel about both ends. It can't see a server behind a path.
func (l *Loopback) Untaken(nc net.Conn) (b sockets.Buffers, known bool) {
	if l.overPath(nc) {
		return b, false
	}
	return sockets.Untaken(nc)
}

// overPath reports whether a connection goes to a path, and not to the server.
func (l *Loopback) overPath(nc net.Conn) bool {
	for _, p := range l.paths {
		if p.addr == nc.RemoteAddr().String() {
			return true
		}
	}
	return false
}
