package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
)

// A relay copies everything that it reads to everybody else, unparsed. A server that
// sends each line to each client cannot do much less. So it shows what the rest
// costs: lines, names, outboxes, backpressure.
type relay struct {
	mu  sync.RWMutex // guards all
	all []net.Conn
}

// serveRelay relays until ctx is done.
func serveRelay(ctx context.Context, ln net.Listener) error {
	var r relay
	var running sync.WaitGroup
	defer running.Wait()
	running.Go(func() {
		<-ctx.Done()
		ln.Close()
		r.closeAll()
	})
	for {
		nc, err := ln.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return err
		}
		r.add(nc)
		running.Go(func() { r.copyFrom(nc) })
	}
}

func (r *relay) add(nc net.Conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, nc)
	fmt.Fprintln(nc, "hello") // from here on it hears everybody
}

func (r *relay) copyFrom(from net.Conn) {
	buf := make([]byte, largeRead)
	for {
		n, err := from.Read(buf)
		if err != nil {
			return
		}
		r.mu.RLock()
		for _, to := range r.all {
			if to != from {
				to.Write(buf[:n])
			}
		}
		r.mu.RUnlock()
	}
}

func (r *relay) closeAll() {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, nc := range r.all {
		nc.Close()
	}
}
