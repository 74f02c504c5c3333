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

// A path is a client's connection and the connection to the server that belongs to it, with
// both directions.
type path struct {
	name           string
	client, server net.Conn
	record         func(trace.Event)
	began          time.Time          // time 0 of both directions
	cancel         context.CancelFunc // wakes a direction that sleeps
	refused        atomic.Bool        // a write to an end was refused
	up, down       *direction
}

// newPath makes the nth path of a proxy.
func newPath(proxy *Proxy, n int, name string, client, server net.Conn) *path {
	for _, end := range []net.Conn{client, server} {
		if tcp, ok := end.(interface{ SetReadBuffer(int) error }); ok {
			tcp.SetReadBuffer(maxUnread)
		}
	}
	p := &path{name: name, client: client, server: server, record: proxy.record, began: time.Now()}
	random := func(dir trace.Dir) *rand.Rand { return rand.New(rand.NewPCG(proxy.Seed, uint64(n)<<1|uint64(dir&1))) }
	p.up = newDirection(p, trace.ToServer, client, server, random(trace.ToServer))
	p.down = newDirection(p, trace.ToClient, server, client, random(trace.ToClient))
	p.up.other, p.down.other = p.down, p.up
	p.up.bothEnds.Store(proxy.BothEnds)
	p.down.bothEnds.Store(proxy.BothEnds)
	return p
}

// set puts faults on both directions. Nothing passes between the record of that and the moment
// from which they hold.
func (p *path) set(faults []fault.Spec) {
	p.up.mu.Lock()
	defer p.up.mu.Unlock()
	p.down.mu.Lock()
	defer p.down.mu.Unlock()
	p.record(trace.Event{Conn: p.name, Kind: trace.Fault, Note: cmp.Or(fault.Words(faults), "healed")})
	p.up.set(faults)
	p.down.set(faults)
}

// carry carries both directions until both are over, and closes.
func (p *path) carry(ctx context.Context) {
	awake, cancel := context.WithCancel(ctx)
	defer cancel()
	p.cancel = cancel
	stop := context.AfterFunc(ctx, p.abort)
	defer stop()
	var directions sync.WaitGroup
	directions.Go(func() { p.up.carry(awake) })
	directions.Go(func() { p.down.carry(awake) })
	directions.Wait()
	if p.refused.Load() {
		p.abort() // a reset tells them that data was lost
	}
	p.client.Close()
	p.server.Close()
}

// abort resets both ends. Reads, writes and waits there return.
func (p *path) abort() {
	p.cancel()
	abort(p.client)
	abort(p.server)
}

// now is the time since the path began.
func (p *path) now() time.Duration { return time.Since(p.began) }
