package hunt_test

import (
	"context"
	"net"
	"time"

	"chatlab/lab/sim"
	"chatlab/server"
)

// These servers do nothing wrong to the clients that they serve, and serve hardly any. A server
// that knows the simulator, by its clock or its types, could do the same there alone.

// shut closes its door at once. No connection is there in which it could do wrong.
func shut(ctx context.Context, ln net.Listener) error {
	err := ln.Close()
	<-ctx.Done()
	return err
}

// endsEarly ends at once, as if it had been told to.
func endsEarly(_ context.Context, ln net.Listener) error { return ln.Close() }

// full lets in one client, and says politely to all others that there is no room.
func full(ctx context.Context, ln net.Listener) error {
	return (&server.Server{Limits: server.Limits{Clients: 1}}).Serve(ctx, ln)
}

// listensNoMore reads of each client only the name, and a little more.
func listensNoMore(ctx context.Context, ln net.Listener) error {
	return reference(ctx, inattentive{ln})
}

type inattentive struct{ net.Listener }

func (l inattentive) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &bored{Conn: c.(*sim.Conn)}, nil
}

// A bored end reads twice, and then only when its time is over.
type bored struct {
	*sim.Conn
	reads int
}

func (c *bored) Read(p []byte) (int, error) {
	if c.reads++; c.reads < 3 {
		return c.Conn.Read(p)
	}
	time.Sleep(10 * time.Minute) // virtual
	return c.Conn.Read(p)
}
