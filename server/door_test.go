package server

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

// pipes is a listener in memory: it accepts the connections that are sent to it.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	nc, open := <-p
	if !open {
		return nil, net.ErrClosed
	}
	return nc, nil
}

func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

// Close does nothing: Serve looks at its context first.
func (p pipes) Close() error { return nil }

// A threshold is a history that keeps nothing, and makes newcomers wait in Greet.
type threshold struct {
	forgetful
	goOn  chan struct{} // closed when they may go on
	came  atomic.Int32
	still atomic.Int32 // in Greet now
}

func (h *threshold) Greet(join func([]byte)) {
	h.came.Add(1)
	h.still.Add(1)
	defer h.still.Add(-1)
	<-h.goOn
	join(nil)
}

const atTheDoor = 20

// crowdAtTheDoor runs the test in a bubble, once all have given their names. Then it
// lets all go on. Calling close interrupts the server.
func crowdAtTheDoor(t *testing.T, test func(h *threshold, s *Server, close func())) {
	synctest.Test(t, func(t *testing.T) {
		h := &threshold{goOn: make(chan struct{})}
		s := &Server{History: h}
		ln := make(pipes)
		ctx, cancel := context.WithCancel(t.Context())
		served := make(chan error)
		go func() { served <- s.Serve(ctx, ln) }()
		for i := range atTheDoor {
			near, far := net.Pipe()
			defer near.Close()
			ln <- far
			go io.Copy(io.Discard, near) // ends with the connection
			fmt.Fprintf(near, "c%d\n", i)
		}
		synctest.Wait()
		test(h, s, func() {
			cancel()
			close(ln)
		})
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
}

// TestNewcomersComeInOneByOne: a chat line waits for one newcomer at most.
func TestNewcomersComeInOneByOne(t *testing.T) {
	crowdAtTheDoor(t, func(h *threshold, s *Server, end func()) {
		if n := h.still.Load(); n != 1 {
			t.Errorf("%d come in at the same moment, want 1", n)
		}
		close(h.goOn)
		synctest.Wait()
		if n := len(s.room.here); n != atTheDoor {
			t.Errorf("%d came in, want %d", n, atTheDoor)
		}
		end()
	})
}

// TestClosingEmptiesTheDoor: nobody comes in once the server closes.
func TestClosingEmptiesTheDoor(t *testing.T) {
	crowdAtTheDoor(t, func(h *threshold, s *Server, end func()) {
		end()
		synctest.Wait()
		close(h.goOn)
		synctest.Wait()
		if n := h.came.Load(); n != 1 {
			t.Errorf("%d came in, want 1: the one who was on the threshold", n)
		}
	})
}
