// Package proxy is a TCP proxy between clients and a server. For each client it opens a
// connection to the server. It carries bytes both ways under faults, and records them. It
// passes on FIN, half-close and reset unchanged.
//
//   - proxy.go: Proxy, which accepts, and changes faults while it runs
//   - path.go: a client's connection and the one to the server
//   - direction.go: one direction of a path, where faults act
//   - cork_*.go: a FIN that travels with the bytes before it
//   - record.go: what is recorded
//
// While a server does not read, the proxy in the end does not read the client either. It
// then sees a reset from that client only after the server has read.
package proxy

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"chatlab/lab/fault"
	"chatlab/lab/trace"
)

// A Proxy carries connections to a server.
type Proxy struct {
	// Dial opens a connection to the server.
	Dial func(ctx context.Context) (net.Conn, error)

	// Name returns the name of the nth connection in the record, from 1. Nil: c1, c2, …
	Name func(n int) string

	// Record gets what happens, from many goroutines. The data belong to the proxy: copy
	// what you keep. Nil: nothing is recorded.
	Record func(trace.Event)

	// Over is called for each connection after its last event was recorded. It may be nil.
	Over func(conn string)

	// BothEnds always records the far end of a path too. Otherwise that starts with the
	// first fault: without faults both ends see the same.
	BothEnds bool

	// Report gets the reason why a connection could not be carried. It may be nil.
	Report func(conn string, err error)

	// Seed decides what faults leave to chance.
	Seed uint64

	mu     sync.Mutex // guards all below
	faults []fault.Spec
	paths  map[*path]bool // those open now
	count  int            // of connections so far
}

// DialTCP returns a Dial for a server at HOST:PORT. It gives up after the limit.
func DialTCP(addr string, limit time.Duration) func(context.Context) (net.Conn, error) {
	dialer := &net.Dialer{Timeout: limit}
	return func(ctx context.Context) (net.Conn, error) { return dialer.DialContext(ctx, "tcp", addr) }
}

// Serve carries every connection that ln accepts, until ctx ends or ln is closed. It closes
// ln, resets open connections, and returns when nothing that it started is left running. If
// accept fails, such as without free descriptors, Serve reports it and tries again. The
// error is nil after the end of ctx, and net.ErrClosed if somebody else has closed ln.
func (p *Proxy) Serve(ctx context.Context, ln net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()
	var paths sync.WaitGroup
	defer paths.Wait()
	for {
		client, err := ln.Accept() // the end of ctx closes ln
		if ctx.Err() != nil {
			if err == nil {
				abort(client)
			}
			return nil
		}
		switch {
		case errors.Is(err, net.ErrClosed):
			cancel()
			return fmt.Errorf("proxy: %w", err)
		case err != nil:
			p.report("a new connection", err)
			select {
			case <-time.After(acceptPause):
			case <-ctx.Done():
			}
			continue
		}
		paths.Go(func() { p.carry(ctx, client) })
	}
}

// carry carries one connection to its end.
func (p *Proxy) carry(ctx context.Context, client net.Conn) {
	n, name := p.number()
	if p.Over != nil {
		defer p.Over(name)
	}
	server, err := p.Dial(ctx)
	if err != nil {
		p.record(trace.Event{Conn: name, Kind: trace.Open})
		p.record(trace.Event{Conn: name, Dir: trace.ToClient, Kind: trace.Reset, Note: "the server could not be reached"})
		abort(client)
		if ctx.Err() == nil {
			p.report(name, err)
		}
		return
	}
	l := newPath(p, n, name, client, server)
	p.add(l)
	l.carry(ctx)
	p.remove(l)
}

// number counts a new connection, and names it.
func (p *Proxy) number() (n int, name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.count++
	if p.Name != nil {
		return p.count, p.Name(p.count)
	}
	return p.count, fmt.Sprintf("c%d", p.count)
}

// add registers a path, so that Set reaches it.
func (p *Proxy) add(l *path) {
	p.record(trace.Event{Conn: l.name, Kind: trace.Open})
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.paths == nil {
		p.paths = make(map[*path]bool)
	}
	p.paths[l] = true
	if len(p.faults) > 0 {
		l.set(p.faults)
	}
}

func (p *Proxy) remove(l *path) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.paths, l)
}

// Set replaces the faults of all connections, present and future. None heals the paths.
func (p *Proxy) Set(faults []fault.Spec) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = faults
	for l := range p.paths {
		l.set(faults)
	}
}

func (p *Proxy) report(conn string, err error) {
	if p.Report != nil {
		p.Report(conn, unwrapped(err))
	}
}

// acceptPause is how long Serve waits after a failed accept: descriptors may become free meanwhile.
const acceptPause = 100 * time.Millisecond

func (p *Proxy) record(e trace.Event) {
	if p.Record != nil {
		p.Record(e)
	}
}

// abort closes a connection with a reset, if it is still open.
func abort(nc net.Conn) {
	if tcp, ok := nc.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	nc.Close()
}

// unwrapped removes operation and address from an error of package net: the reader knows them.
func unwrapped(err error) error {
	if op := new(net.OpError); errors.As(err, &op) {
		return op.Err
	}
	return err
}
