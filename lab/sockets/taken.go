package sockets

import (
	"context"
	"net"
	"net/netip"
	"time"
)

// takenEvery is the time between two questions to the kernel.
const takenEvery = time.Millisecond

// AwaitTaken asks the kernel until the program at the other end of nc, which must be on this
// machine, has read everything that arrived there. It gives up when ctx ends. It reports
// whether the program has read everything. If the system does not tell, it returns true at
// once.
func AwaitTaken(ctx context.Context, nc net.Conn) bool {
	return await(ctx, func() bool { return !untaken(nc) })
}

// AwaitStuck asks the kernel until the program at the other end of nc has written more than
// the buffers hold, while our end does not read. Proof: for stuckTime some of its bytes were
// not acknowledged. It reports whether that is so. It returns true if the system does not
// tell, or if the program has ended the connection.
func AwaitStuck(ctx context.Context, nc net.Conn) bool {
	ours, theirs, known := ends(nc)
	if !known {
		return true
	}
	since := time.Now()
	return await(ctx, func() bool {
		waiting, known := Unsent(theirs, ours)
		open, _ := Established(theirs, ours)
		if known && open && waiting == 0 {
			since = time.Now()
		}
		return !known || !open || time.Since(since) > stuckTime
	})
}

// stuckTime is longer than the longest delay of an acknowledgment: 200 ms on Linux
// (TCP_DELACK_MAX in the kernel's include/net/tcp.h).
const stuckTime = 300 * time.Millisecond

// await asks until the answer is yes, or until ctx ends. It returns the last answer.
func await(ctx context.Context, yes func() bool) bool {
	tick := time.NewTicker(takenEvery)
	defer tick.Stop()
	for !yes() {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
	}
	return true
}

// untaken reports whether the kernel holds bytes that the other end has not read.
func untaken(nc net.Conn) bool {
	ours, theirs, known := ends(nc)
	held, _ := Unread(theirs, ours)
	return known && held > 0
}

// HasCome reports whether the kernel holds bytes for our end of nc. It returns false if the
// system does not tell.
func HasCome(nc net.Conn) bool {
	ours, theirs, known := ends(nc)
	held, _ := Unread(ours, theirs)
	return known && held > 0
}

// Buffers are the bytes that the kernel holds for one direction of a connection: in the send
// buffer of the end that wrote them, not acknowledged, and in the receive buffer of the other end,
// not read. Bytes in flight may be counted twice.
type Buffers struct{ Send, Receive int }

// Total is how many bytes there are in both.
func (b Buffers) Total() int { return b.Send + b.Receive }

// Held returns what the program at the other end of nc has written and our end has not read. It
// also reports whether the connection is still open in both directions. An end that is gone is
// not open, and holds nothing. Known is false if the system does not tell.
func Held(nc net.Conn) (b Buffers, open, known bool) {
	ours, theirs, known := ends(nc)
	b, seen := buffers(theirs, ours)
	if !known || !seen {
		return Buffers{}, false, false
	}
	open, _ = Established(theirs, ours)
	return b, open, true
}

// Caller returns the user whose program has the other end of nc. It also reports whether that end is
// still open; if it is not, the user is not to be trusted. Known is false if the system does not
// tell, or if that end is not on this machine.
func Caller(nc net.Conn) (user int, open, known bool) {
	ours, theirs, known := ends(nc)
	if !known {
		return 0, false, false
	}
	open, _ = Established(theirs, ours)
	user, known = uid(theirs, ours)
	return user, open, known
}

// Untaken returns what we have written and the program at the other end of nc has not read. Known
// is false if the system does not tell.
func Untaken(nc net.Conn) (b Buffers, known bool) {
	ours, theirs, known := ends(nc)
	if !known {
		return Buffers{}, false
	}
	return buffers(ours, theirs)
}

// buffers returns what the kernel holds of what one end has written to another.
func buffers(from, to netip.AddrPort) (b Buffers, known bool) {
	b.Receive, known = Unread(to, from)
	if known {
		b.Send, _ = Unsent(from, to)
	}
	return b, known
}

// A Backlog is a listener's accept queue: clients with a complete connection that the program
// has not accepted. When it is full, the system drops further connections. A client then
// tries again after one second, three and seven (RFC 6298, section 2.1).
type Backlog struct {
	Waiting int // clients in the queue
	Room    int // the backlog that the program gave to listen; Linux takes one more
	Dropped int // connections that the system has dropped since the program listens
}

// AwaitRoom asks the kernel until the queue of the listener on a port has room, so the
// program accepts clients. It gives up when ctx ends, and at once if the system does not
// tell. It reports whether there is room.
func AwaitRoom(ctx context.Context, port uint16) (q Backlog, room bool) {
	known := false
	await(ctx, func() bool {
		q, known = Queue(port)
		return !known || q.Waiting <= q.Room
	})
	return q, known && q.Waiting <= q.Room
}

// Dropped reports whether the system at the other end of nc has dropped our SYN, or the first
// bytes after it. Then our end may have a connection that the other end lacks. Use it only
// for a client that has sent little, with no path in between. It returns false if the system
// does not tell.
func Dropped(nc net.Conn) bool {
	ours, theirs, known := ends(nc)
	if !known {
		return false
	}
	missing, known := unanswered(theirs, ours)
	return known && (missing || retried(nc))
}

// ends returns the addresses of both ends, if it is a TCP connection.
func ends(nc net.Conn) (ours, theirs netip.AddrPort, known bool) {
	local, ok1 := nc.LocalAddr().(*net.TCPAddr)
	remote, ok2 := nc.RemoteAddr().(*net.TCPAddr)
	if !ok1 || !ok2 {
		return ours, theirs, false
	}
	return local.AddrPort(), remote.AddrPort(), true
}
