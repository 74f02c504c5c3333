package proxy

import (
	"cmp"
	"context"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"chatlab/lab/fault"
	"chatlab/lab/trace"
)

// A link is a client's connection and the one to the server that belongs to
// it.
type link struct {
	name           string
	client, server net.Conn
	record         func(trace.Event)
	began          time.Time          // where the time line of its paths begins
	cancel         context.CancelFunc // wakes a lane that sleeps
	refused        atomic.Bool        // an end was written to that takes nothing any more
	up, down       *lane
}

// newLink makes the nth link.
func newLink(p *Proxy, n int, name string, client, server net.Conn) *link {
	for _, end := range []net.Conn{client, server} {
		if tcp, ok := end.(interface{ SetReadBuffer(int) error }); ok {
			tcp.SetReadBuffer(maxUnread)
		}
	}
	l := &link{name: name, client: client, server: server, record: p.record, began: time.Now()}
	random := func(dir trace.Dir) *rand.Rand { return rand.New(rand.NewPCG(p.Seed, uint64(n)<<1|uint64(dir&1))) }
	l.up = newLane(l, trace.ToServer, client, server, random(trace.ToServer))
	l.down = newLane(l, trace.ToClient, server, client, random(trace.ToClient))
	l.up.other, l.down.other = l.down, l.up
	l.up.bothEnds.Store(p.BothEnds)
	l.down.bothEnds.Store(p.BothEnds)
	return l
}

// set puts faults on both lanes.
func (l *link) set(faults []fault.Spec) {
	l.record(trace.Event{Conn: l.name, Kind: trace.Fault, Note: cmp.Or(fault.Words(faults), "healed")})
	l.up.set(faults)
	l.down.set(faults)
}

// carry carries both ways until both are over, and closes.
func (l *link) carry(ctx context.Context) {
	awake, cancel := context.WithCancel(ctx)
	defer cancel()
	l.cancel = cancel
	stop := context.AfterFunc(ctx, l.abort)
	defer stop()
	var lanes sync.WaitGroup
	lanes.Go(func() { l.up.carry(awake) })
	lanes.Go(func() { l.down.carry(awake) })
	lanes.Wait()
	if l.refused.Load() {
		l.abort() // so they are told, as a reset tells them
	}
	l.client.Close()
	l.server.Close()
}

// abort resets both ends. Whoever reads, writes or waits there returns.
func (l *link) abort() {
	l.cancel()
	abort(l.client)
	abort(l.server)
}

// now is the time on the time line of its paths.
func (l *link) now() time.Duration { return time.Since(l.began) }
