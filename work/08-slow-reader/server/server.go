// Package server is the reference chat server of the kit: it does right what the
// lessons break on purpose. It speaks the protocol of docs/protocol.md on a listener
// that the caller made, and uses only the standard library. The folders history,
// accounts, overtls and settings hold what can be attached to it.
//
// It does not parse flags, open ports or catch signals; `lab server` does.
//
// Read it from the top:
//
//   - server.go: Server and Serve, from the first accept to the last close
//   - conn.go: one connection, from its greeting to its goodbye
//   - commands.go: the commands, such as /who and /quit
//   - accounts.go: where accounts attach: they know who must give a password
//   - history.go: where a history attaches: it keeps what is said
//   - door.go: lets newcomers in one at a time, so that no chat line waits for a crowd
//   - room.go: who is here, and the one place that tells everybody
//   - outbox.go: one client's outgoing bytes, and what a slow reader costs
//   - shared.go: text that many clients get, without a copy for each
//   - backpressure.go: how a flood is slowed down without holding up the room
//   - readbuffer.go: a buffer that grows with what a client sends
//   - ending*.go: why a connection ended, read from each system's errors
//   - limits.go: every bound, with its reason
//   - wire/: lines and messages, without any socket
//
// Goroutines: Serve runs the accept loop. Each connection has one goroutine. It reads,
// and it writes what it read to all the others.
package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"chatlab/work/08-slow-reader/server/wire"
)

// A Server is one chat room. Its zero value is ready: usual limits, no log.
// It serves one listener, once.
type Server struct {
	Limits   Limits
	Log      *slog.Logger // who came, how they left, bytes in and out; nil: no log
	Accounts Accounts     // who has a password; nil: nobody
	History  History      // keeps what is said; nil: keeps nothing

	room    room
	door    door // newcomers wait here
	conns   connSet
	forgets atomic.Bool // the last write to the history failed

	// A server ends in this order. First every reader stops (talking), so that
	// nothing new is said. Then Serve closes lastWords, and the last words go out.
	// Then the connections close (open).
	talking   sync.WaitGroup
	open      sync.WaitGroup // also counts the goroutine that closes the listener
	lastWords chan struct{}
}

// Serve accepts connections on ln and serves them until ctx is done. Then it closes
// ln, tells everybody and delivers what it had accepted. It returns nil when nothing
// that it started is left running. It returns an error only if ln breaks for good
// before that.
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
	closing.Wait() // now nobody can connect; Accept may have returned before ln was closed
	s.conns.each(func(c *conn) { c.end(serverClosing) })
	s.talking.Wait()
	s.conns.each(func(c *conn) { c.out.append([]byte(wire.Closing)) })
	close(s.lastWords)
	s.open.Wait()
	return err
}

// acceptLoop starts a connection for each caller. Running out of descriptors must not
// end a server that has a thousand healthy clients. So an accept that fails is logged
// and tried again, a little later each time.
func (s *Server) acceptLoop(ctx context.Context, ln net.Listener) error {
	wait := s.Limits.AcceptRetry
	for id := int64(1); ; {
		nc, err := ln.Accept()
		switch {
		case ctx.Err() != nil:
			if err == nil {
				nc.Close() // accepted just as we closed: it hears nothing and lost nothing
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

// start gives a caller its connection and its goroutine. Over the limit the goroutine
// only says so and hangs up. Over it by maxRefusals, the caller is closed without a
// word.
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

// connSet holds every connection, named or not.
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
