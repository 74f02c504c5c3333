package sim

import (
	"context"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
	"syscall"

	"chatlab/lab/fault"
	"chatlab/lab/trace"
)

// serverAddr is where the one server of a network listens.
var serverAddr = &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 5000} // from the block for examples, RFC 5737

// backlog is how many connections may wait for Accept.
const backlog = 4096

// A Listener is a net.Listener on a Net.
type Listener struct {
	net *Net

	waiting   []*Conn   // not yet accepted; net.mu guards it and all below
	calls     []*accept // of Accept
	closed    bool
	scheduled bool
}

type accept struct {
	conn *Conn
	done chan struct{}
}

// Listen makes the network's listener. A Net has one at a time.
func (n *Net) Listen() (*Listener, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.listener != nil && !n.listener.closed {
		return nil, &net.OpError{Op: "listen", Net: "tcp", Addr: serverAddr, Err: os.NewSyscallError("bind", syscall.EADDRINUSE)}
	}
	n.listener = &Listener{net: n}
	return n.listener, nil
}

// Addr is where it listens.
func (l *Listener) Addr() net.Addr { return serverAddr }

// Accept waits for the next connection.
func (l *Listener) Accept() (net.Conn, error) {
	call := &accept{done: make(chan struct{})}
	l.net.mu.Lock()
	if l.closed {
		l.net.mu.Unlock()
		return nil, l.errClosed()
	}
	l.calls = append(l.calls, call)
	l.net.wake()
	l.net.mu.Unlock()
	<-call.done // let go by Run
	if call.conn == nil {
		return nil, l.errClosed()
	}
	return call.conn, nil
}

func (l *Listener) errClosed() error {
	return &net.OpError{Op: "accept", Net: "tcp", Addr: serverAddr, Err: net.ErrClosed}
}

// Close stops the listener. Connections that were not accepted are reset.
func (l *Listener) Close() error {
	l.net.mu.Lock()
	defer l.net.mu.Unlock()
	if l.closed {
		return &net.OpError{Op: "close", Net: "tcp", Addr: serverAddr, Err: net.ErrClosed}
	}
	l.closed = true
	l.net.did(Syscall{Kind: StopsListening})
	for _, c := range l.waiting {
		c.closed = true
		c.abort()
	}
	l.waiting = nil
	for _, call := range l.calls { // at once: later the network may have another listener
		close(call.done)
	}
	l.calls = nil
	l.net.wake()
	return nil
}

// settle makes Run look at the accepts that can return.
func (l *Listener) settle() {
	if len(l.calls) > 0 && (len(l.waiting) > 0 || l.closed) && !l.scheduled {
		l.scheduled = true
		l.net.schedule(event{at: l.net.instant(0, listenerEnd), what: acceptable})
	}
}

// The ends are numbered: the listener, then of each connection the client's end and the server's.
const (
	listenerEnd = 1 // its instants belong to the listener
	firstEnd    = 3 // the server's end of the first connection
)

// letAccept ends the first accept, if it can.
func (l *Listener) letAccept() {
	l.scheduled = false
	if len(l.calls) == 0 {
		return
	}
	first := l.calls[0]
	switch {
	case l.closed:
	case len(l.waiting) > 0:
		first.conn = l.accept()
	default:
		return
	}
	l.calls = l.calls[1:]
	close(first.done)
}

// accept hands out the connection that has waited longest; nil if none waits.
func (l *Listener) accept() *Conn {
	if len(l.waiting) == 0 {
		return nil
	}
	c := l.waiting[0]
	l.waiting = l.waiting[1:]
	c.accepted = true
	l.net.did(Syscall{Kind: Accepts})
	return c
}

// connect makes both ends of a connection, and sends the first segment.
func (n *Net) connect(name string) *Conn {
	n.dials[name]++
	dial := n.dials[name]
	client, server := n.newConn(name), n.newConn(name)
	client.peer, server.peer, server.far = server, client, true
	client.local = clientAddr(client.id)
	server.local = serverAddr
	profile := n.options.Profile
	if n.options.PathOf != nil {
		profile = n.options.PathOf(name)
	}
	profile = profile.withDefaults()
	client.in = direction{to: client, dir: trace.ToClient, profile: &profile, random: n.randomFor(name, dial, trace.ToClient)}
	server.in = direction{to: server, dir: trace.ToServer, profile: &profile, random: n.randomFor(name, dial, trace.ToServer)}
	client.window, server.window = profile.Window, profile.Window
	n.open = append(n.open, client)
	server.in.send(segment{syn: true})
	return client
}

func (n *Net) newConn(name string) *Conn {
	n.ends++
	return &Conn{net: n, id: n.ends, name: name, sendBuffer: usualSendBuffer}
}

// usualSendBuffer is how many unsent bytes an end holds.
const usualSendBuffer = 256 << 10

// mostSendBuffer is the most that a program can ask for: twice net.core.wmem_max of Linux, as
// its kernel counts.
const mostSendBuffer = 2 * 212_992

func (p Profile) withDefaults() Profile {
	if p.MSS == 0 {
		p.MSS = usualMSS
	}
	if p.Window == 0 {
		p.Window = usualWindow
	}
	p.RTO = max(p.RTO, minRTO)
	return p
}

// clientAddr returns the address of a client end; each has its own.
func clientAddr(id int) net.Addr {
	return &net.TCPAddr{IP: net.IPv4(198, 18, byte(id>>8), byte(id)), Port: 40_000 + id%20_000} // RFC 2544
}

// randomFor returns the random source of one direction of one connection.
func (n *Net) randomFor(name string, dial int, dir trace.Dir) *rand.Rand {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s %d %d", strconv.Quote(name), dial, dir)
	return rand.New(rand.NewPCG(n.options.Seed, h.Sum64()))
}

// takeSyn does what the kernel does with the first segment of a connection.
func (c *Conn) takeSyn() (do func()) {
	if !c.far { // the answer
		if c.failed != nil { // nobody waits for it now
			return nil
		}
		c.opened = true
		if specs := c.net.faults[c.name]; len(specs) > 0 {
			c.setFaults(specs)
		}
		if c.dialed != nil {
			close(c.dialed)
		}
		return c.tell()
	}
	l := c.net.listener
	if l == nil || l.closed || len(l.waiting) >= backlog {
		c.closed = true
		c.fail(net.ErrClosed)
		c.peer.in.send(segment{end: fault.Reset})
		return nil
	}
	c.opened = true
	l.waiting = append(l.waiting, c)
	c.peer.in.send(segment{syn: true})
	return nil
}

// Dial connects a client. name is the name of its connection in the trace.
func (n *Net) Dial(ctx context.Context, name string) (*Conn, error) {
	n.mu.Lock()
	c := n.connect(name)
	c.dialed = make(chan struct{})
	n.wake()
	n.mu.Unlock()
	select {
	case <-c.dialed:
	case <-ctx.Done():
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	err := ctx.Err()
	if c.failed != nil {
		err = os.NewSyscallError("connect", syscall.ECONNREFUSED)
	}
	if err == nil {
		return c, nil
	}
	c.closed = true
	c.abort()
	return nil, &net.OpError{Op: "dial", Net: "tcp", Source: c.local, Addr: serverAddr, Err: err}
}
