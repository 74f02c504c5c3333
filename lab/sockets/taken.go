package sockets

import (
	"context"
	"net"
	"net/netip"
	"time"
)

// takenEvery is how often the kernel is asked.
const takenEvery = time.Millisecond

// AwaitTaken asks the kernel until the program at the other end of nc, which
// must be on this machine, has read everything that has come to it. It gives up
// when ctx ends, and at once where that can't be seen. It reports whether the
// program has read everything, for all that is known.
func AwaitTaken(ctx context.Context, nc net.Conn) bool {
	return await(ctx, func() bool { return !untaken(nc) })
}

// AwaitStuck asks the kernel until the program at the other end of nc has written
// more than our end, which does not read, can take: for stuckTime what it has
// written was not all taken. It reports whether that is so; true where it can't be
// seen, or where the program has ended the connection.
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

// stuckTime is longer than an acknowledgment is held back: 200 ms at the most on
// Linux (TCP_DELACK_MAX in the kernel's include/net/tcp.h).
const stuckTime = 300 * time.Millisecond

// await asks until the answer is yes, or ctx ends. It returns the last answer.
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

// Held returns how many bytes the kernel holds that the program at the other end of
// nc has written and our end has not read, and whether neither has ended the
// connection. An end that is gone is not open, and holds nothing. While bytes are
// under way some may be counted twice. Known is false where that can't be seen.
func Held(nc net.Conn) (bytes int, open, known bool) {
	ours, theirs, known := ends(nc)
	unread, seen := Unread(ours, theirs)
	if !known || !seen {
		return 0, false, false
	}
	unsent, _ := Unsent(theirs, ours)
	open, _ = Established(theirs, ours)
	return unread + unsent, open, true
}

// A Backlog is a listener's queue: callers whose connection is complete and whom the
// program has not accepted. When it is full, the system drops further calls, and a
// caller tries again after one second, three and seven (RFC 6298, section 2.1).
type Backlog struct {
	Waiting int // callers in the queue
	Room    int // what the program gave to listen; Linux takes one more
	Dropped int // calls that the system has dropped since the program listens
}

// AwaitRoom asks the kernel until the queue of the listener on a port has room, which
// means that the program accepts callers. It gives up when ctx ends, and at once where
// the queue can't be seen. It reports whether there is room.
func AwaitRoom(ctx context.Context, port uint16) (q Backlog, room bool) {
	known := false
	await(ctx, func() bool {
		q, known = Queue(port)
		return !known || q.Waiting <= q.Room
	})
	return q, known && q.Waiting <= q.Room
}

// Dropped reports whether the system at the other end of nc has dropped our call, or
// what came with it. Our end may have a connection and theirs not. It is for a client
// that has hardly sent anything, without a path in between. It is false where that
// can't be seen.
func Dropped(nc net.Conn) bool {
	ours, theirs, known := ends(nc)
	if !known {
		return false
	}
	missing, known := unanswered(theirs, ours)
	return known && (missing || retried(nc))
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
