// Package proxy stands between clients and a server: it accepts connections,
// opens one to the server for each, carries bytes both ways under faults, and
// records what it carries. FIN, half-close and reset are passed on as what
// they are.
//
//   - proxy.go: Proxy, which accepts, and changes faults while it runs
//   - path.go: one client's connection and its counterpart
//   - direction.go: one direction of a path, where faults act
//   - record.go: what of it is recorded
//
// A reset from a client that sends faster than the server reads is seen only
// when the server has read: until then the proxy does not read either.
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

	// Name is what the record calls the nth connection, from 1. Nil: c1, c2, …
	Name func(n int) string

	// Record is told what happens, by many goroutines. The data belong to the
	// proxy: who keeps them copies them. Nil: nobody is told.
	Record func(trace.Event)

	// Over is told of each connection when all that happened on it was recorded.
	// Nil: nobody is told.
	Over func(conn string)

	// BothEnds lets it tell what is seen at the far end of a path even while no
	// faults have been there: it is what is seen at the near one, then.
	BothEnds bool

	// Report is told why a connection could not be carried. Nil: nobody is told.
	Report func(conn string, err error)

	// Seed decides what is left to chance.
	Seed uint64

	mu     sync.Mutex // guards all below
	faults []fault.Spec
	paths  map[*path]bool // those under way
	count  int            // of connections so far
}

// DialTCP returns a Dial for a server at HOST:PORT. It gives up after the limit.
func DialTCP(addr string, limit time.Duration) func(context.Context) (net.Conn, error) {
	dialer := &net.Dialer{Timeout: limit}
	return func(ctx context.Context) (net.Conn, error) { return dialer.DialContext(ctx, "tcp", addr) }
}

// Serve carries every connection that ln accepts, until ctx ends or ln is
// closed. It closes ln, and returns when nothing that it started is left:
// connections under way are reset then. That a connection can't be accepted,
// as when descriptors have run out, is reported, and tried again. The error
// is net.ErrClosed if somebody else has closed ln, and nil after the end of ctx.
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
			pause(ctx, acceptPause)
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

// add makes a path known, so that Set reaches it.
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

// Set puts faults on every connection, those under way and those to come, in
// place of the faults that there are. None heals the path.
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

// acceptPause is how long Serve waits after it could not accept: what it
// lacks may be given back meanwhile.
const acceptPause = 100 * time.Millisecond

// pause waits, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

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

// unwrapped leaves out of an error of package net what was asked for: the
// reader knows it.
func unwrapped(err error) error {
	if op := new(net.OpError); errors.As(err, &op) {
		return op.Err
	}
	return err
}
