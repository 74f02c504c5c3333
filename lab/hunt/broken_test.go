package hunt_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"net"
	"os"
	"sync"
	"sync/atomic"

	"chatlab/lab/hunt"
	"chatlab/lab/sim"
	"chatlab/server"
)

// These servers break rules on purpose. Each is the reference server on connections that do
// something other than what they are asked to do.

// meddle returns the reference server with other reads and writes. read is called after
// the real read; write is called in place of the real write.
func meddle(read func(p []byte, n int), write func(c *sim.Conn, p []byte) (int, error)) hunt.Serve {
	return func(ctx context.Context, ln net.Listener) error {
		return reference(ctx, meddling{ln, read, write})
	}
}

type meddling struct {
	net.Listener
	read  func(p []byte, n int)
	write func(c *sim.Conn, p []byte) (int, error)
}

func (m meddling) Accept() (net.Conn, error) {
	c, err := m.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return meddled{c.(*sim.Conn), m}, nil
}

type meddled struct {
	*sim.Conn
	how meddling
}

func (c meddled) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if c.how.read != nil {
		c.how.read(p, n)
	}
	return n, err
}

func (c meddled) Write(p []byte) (int, error) {
	if c.how.write == nil {
		return c.Conn.Write(p)
	}
	return c.how.write(c.Conn, p)
}

// workers are servers that the test binary can serve in another process.
var workers = map[string]hunt.Serve{
	"reference": reference,
	"panics":    panics,
	"frozen":    frozen,
	"leaves":    leavesSomething,
	"exits":     exits,
	"counts":    countsForEver,
	"twice":     locksTwice,
}

// forgets loses each notice that somebody was reset, except to the observer.
func forgets(ctx context.Context, ln net.Listener) error {
	return meddle(nil, func(c *sim.Conn, p []byte) (int, error) {
		if c.RemoteAddr().String() != forgotten && bytes.HasSuffix(p, []byte("(connection reset)\n")) {
			return len(p), nil
		}
		return c.Write(p)
	})(ctx, ln)
}

// forgotten is the address of the first client that connects: the observer.
const forgotten = "198.18.0.2:40002"

// chance loses a notice now and then. No seed decides when.
func chance(ctx context.Context, ln net.Listener) error {
	return meddle(nil, func(c *sim.Conn, p []byte) (int, error) {
		if c.RemoteAddr().String() != forgotten && bytes.HasSuffix(p, []byte(" joined\n")) && rand.IntN(4) == 0 {
			return len(p), nil
		}
		return c.Write(p)
	})(ctx, ln)
}

// panics panics at the end of input after a long line.
func panics(ctx context.Context, ln net.Listener) error {
	return meddle(func(p []byte, n int) {
		if n == 1024 {
			panic("so much at once!")
		}
	}, nil)(ctx, ln)
}

// exits ends the whole process instead of one connection.
func exits(ctx context.Context, ln net.Listener) error {
	return meddle(func(p []byte, n int) {
		if n == 1024 {
			os.Exit(3)
		}
	}, nil)(ctx, ln)
}

// frozen holds a lock while it writes to a client that may not read.
func frozen(ctx context.Context, ln net.Listener) error {
	var mu sync.Mutex
	return meddle(nil, func(c *sim.Conn, p []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		return c.Write(p)
	})(ctx, ln)
}

// locksTwice locks a mutex that it already holds, when it announces a leave.
func locksTwice(ctx context.Context, ln net.Listener) error {
	var mu, other sync.Mutex
	return meddle(nil, func(c *sim.Conn, p []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		other.Lock()
		if bytes.HasSuffix(p, []byte(" left\n")) {
			mu.Lock()
		}
		other.Unlock()
		return len(p), nil
	})(ctx, ln)
}

// deaf ignores that it is told to end.
func deaf(ctx context.Context, ln net.Listener) error {
	return reference(context.WithoutCancel(ctx), ln)
}

// leavesSomething leaves a goroutine running.
func leavesSomething(ctx context.Context, ln net.Listener) error {
	never := make(chan struct{})
	go waitsForEver(never)
	return reference(ctx, ln)
}

// countsForEver removes the line feed from every line said, from the 2,500th write of
// its process on. No seed alone has so many writes.
func countsForEver(ctx context.Context, ln net.Listener) error {
	return meddle(nil, func(c *sim.Conn, p []byte) (int, error) {
		if written.Add(1) > 2500 && bytes.HasSuffix(p, []byte("\n")) && bytes.HasPrefix(p, []byte("[")) {
			_, err := c.Write(p[:len(p)-1])
			return len(p), err
		}
		return c.Write(p)
	})(ctx, ln)
}

var written atomic.Int64

func waitsForEver(never chan struct{}) { <-never }

// hangsUp ends connections before the client can acknowledge the FIN.
func hangsUp(ctx context.Context, ln net.Listener) error {
	return (&server.Server{Limits: server.Limits{Drain: 1}}).Serve(ctx, ln)
}

// impatient cuts off a client that is a little behind.
func impatient(ctx context.Context, ln net.Listener) error {
	return (&server.Server{Limits: server.Limits{Outbox: 20_000, HoldUp: 1}}).Serve(ctx, ln)
}
