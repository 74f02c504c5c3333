// Package server is the reference chat server of the kit: what the lessons
// break on purpose, done right. It speaks the protocol of docs/protocol.md on
// a listener that the caller made, and uses the standard library only. What can
// be attached to it stands in the folders history, accounts, overtls and settings.
//
// It does not parse flags, open ports or catch signals; `lab server` does.
//
// Read it from the top:
//
//   - server.go: Server and Serve, from the first accept to the last close
//   - conn.go: one connection, from its greeting to its goodbye
//   - commands.go: /who, /quit and the like
//   - accounts.go: where accounts attach: who has to give a password
//   - history.go: where a history attaches, which keeps what is said
//   - door.go: newcomers come in one at a time, so that no line waits for a crowd
//   - room.go: who is here, and the one place where everybody is told
//   - outbox.go: one client's outgoing bytes, and what a slow reader costs
//   - shared.go: what many are sent alike, without a copy for each
//   - backpressure.go: how a flood is slowed down without holding up the room
//   - readbuffer.go: a buffer that grows with what a client sends
//   - ending*.go: why a connection ended, as each system words it
//   - limits.go: every bound, with its reason
//   - wire/: lines and messages, without any socket
//
// Goroutines: Serve runs the accept loop; each connection has one goroutine
// that reads; while there is something to send to a client, one more writes.
// Nobody ever holds a lock while waiting for the network.
package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"chatlab/server/wire"
)

// A Server is one chat room. Its zero value is ready: usual limits, no log.
// It serves one listener, once.
type Server struct {
	Limits   Limits
	Log      *slog.Logger // who came, how they left, bytes in and out; nil: no log
	Accounts Accounts     // who has a password; nil: nobody
	History  History      // keeps what is said; nil: nothing is kept

	room    room
	door    door // newcomers wait here
	conns   connSet
	forgets atomic.Bool // the history could not be written, the last time

	// The end of a server has an order. First every reader stops (talking),
	// so that nothing new is said; then the last words go out (lastWords is
	// closed by Serve); then the connections close (open).
	talking   sync.WaitGroup
	open      sync.WaitGroup // and the goroutine that closes the listener
	lastWords chan struct{}
}

// Serve accepts connections on ln and serves them until ctx is done. Then it
// closes ln, tells everybody, delivers what was already accepted, and returns
// nil when nothing that it started is left running. It returns an error only
// if ln breaks for good before that.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	if s.lastWords != nil {
		return errors.New("server: Serve was called before")
	}
	s.prepare()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var closing sync.WaitGroup
	closing.Go(func() { <-ctx.Done(); ln.Close() }) // ends a waiting Accept

	err := s.acceptLoop(ctx, ln)

	cancel()
	closing.Wait() // from here on nobody can call; Accept may have returned before that
	s.conns.each(func(c *conn) { c.end(serverClosing) })
	s.talking.Wait()
	s.conns.each(func(c *conn) { c.out.append([]byte(wire.Closing)) })
	close(s.lastWords)
	s.open.Wait()
	return err
}

// acceptLoop starts a connection for each caller. Running out of descriptors
// must not end a server that has a thousand healthy clients: an accept that
// fails is logged and tried again, a little later each time.
func (s *Server) acceptLoop(ctx context.Context, ln net.Listener) error {
	wait := s.Limits.AcceptRetry
	for id := int64(1); ; {
		nc, err := ln.Accept()
		switch {
		case ctx.Err() != nil:
			if err == nil {
				nc.Close() // came in just as we closed: hears nothing, lost nothing
			}
			return nil
		case errors.Is(err, net.ErrClosed):
			return err
		case err != nil:
			s.Log.Warn("accept failed", "error", err, "retry_in", wait)
			pause(ctx, wait)
			wait = min(2*wait, maxAcceptRetry)
		default:
			wait = s.Limits.AcceptRetry
			s.start(ctx, id, nc)
			id++
		}
	}
}

// start gives a caller its connection and its goroutine. Over the limit the
// goroutine only says so and hangs up; far over it there is not even that.
func (s *Server) start(ctx context.Context, id int64, nc net.Conn) {
	here := s.conns.len()
	if here >= s.Limits.Clients+maxRefusals {
		nc.Close()
		return
	}
	c := newConn(s, id, nc)
	s.conns.add(c)
	s.talking.Add(1)
	s.open.Go(func() { c.run(ctx, here >= s.Limits.Clients) })
}

func (s *Server) prepare() {
	s.Limits = s.Limits.withDefaults()
	s.lastWords = make(chan struct{})
	s.door = make(door, 1)
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	if s.History == nil {
		s.History = forgetful{}
	}
}

// pause waits for d, or less if ctx ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// connSet holds every connection there is, named or not.
type connSet struct {
	mu  sync.Mutex // guards all
	all map[*conn]struct{}
}

func (set *connSet) add(c *conn) {
	set.mu.Lock()
	defer set.mu.Unlock()
	if set.all == nil {
		set.all = make(map[*conn]struct{})
	}
	set.all[c] = struct{}{}
}

func (set *connSet) remove(c *conn) {
	set.mu.Lock()
	defer set.mu.Unlock()
	delete(set.all, c)
}

func (set *connSet) len() int {
	set.mu.Lock()
	defer set.mu.Unlock()
	return len(set.all)
}

func (set *connSet) each(do func(*conn)) {
	set.mu.Lock()
	defer set.mu.Unlock()
	for c := range set.all {
		do(c)
	}
}
