package client

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"chatlab/server/wire"
)

// In these tests time is virtual: waiting a second costs nothing, and can be measured
// exactly. A net.Pipe has no buffer, so a write waits from its first byte.

// TestHeardWhileSendingWaits: a server that does not read is still heard.
func TestHeardWhileSendingWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		nc, server := net.Pipe()
		in, typing := io.Pipe()
		p := &person{typing: typing, ended: make(chan error, 1)}
		go func() { p.ended <- Chat(t.Context(), nc, "ana", in, &p.screen) }()
		synctest.Wait() // by now the name is being sent, and nobody takes it
		io.WriteString(server, "I speak and do not listen\n")
		synctest.Wait()
		if got, want := p.screen.String(), "I speak and do not listen\n"; got != want {
			t.Errorf("shown %q, want %q", got, want)
		}
		server.Close()
		typing.Close()
		<-p.ended
	})
}

// TestInterruptIsBounded: a person who asks to leave can leave, whatever the server
// and the terminal do.
func TestInterruptIsBounded(t *testing.T) {
	for _, c := range []struct {
		name   string
		server func(net.Conn)
		out    func(p *person, free <-chan struct{}) io.Writer
		want   time.Duration
	}{
		{"a server that neither reads nor closes", func(net.Conn) {}, toScreen, leaveTime},
		{"a server that reads and does not close", func(nc net.Conn) { io.Copy(io.Discard, nc) }, toScreen, leaveTime},
		{"a server that talks on and on", talkOn, toScreen, leaveTime},
		{"a terminal that is stopped", talkOn, stopped, 2 * leaveTime},
	} {
		synctest.Test(t, func(t *testing.T) {
			nc, server := net.Pipe()
			in, typing := io.Pipe()
			p := &person{ended: make(chan error, 1)}
			free := make(chan struct{})
			ctx, interrupt := context.WithCancel(t.Context())
			var served sync.WaitGroup
			served.Go(func() { c.server(server) })
			go func() { p.ended <- Chat(ctx, nc, "ana", in, c.out(p, free)) }()
			synctest.Wait()
			start := time.Now()
			interrupt()
			err := <-p.ended
			if took := time.Since(start); err != nil || took != c.want {
				t.Errorf("%s: left after %v with %v, want %v and no error", c.name, took, err, c.want)
			}
			server.Close()
			typing.Close()
			close(free)
			served.Wait()
		})
	}
}

// TestSendingFails: a server that takes no more may still have a last word. The
// client waits for that, but not for long.
func TestSendingFails(t *testing.T) {
	for _, c := range []struct {
		name   string
		server func(net.Conn)
		says   string
		took   time.Duration
	}{
		{"no word and no end", func(net.Conn) {}, "the server is gone: nobody takes it", leaveTime},
		{"an end", func(nc net.Conn) { nc.Close() }, "the server is gone: it closed the connection", 0},
		{"a refusal", func(nc net.Conn) {
			io.WriteString(nc, wire.Refusal(wire.Full, "later"))
			nc.Close()
		}, "refused: full: later", 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			nc, server := net.Pipe()
			ended := make(chan error, 1)
			start := time.Now()
			go func() { ended <- Chat(t.Context(), noSending{nc}, "ana", strings.NewReader(""), io.Discard) }()
			synctest.Wait() // by now it has failed
			io.WriteString(server, wire.Greeting)
			c.server(server)
			err := <-ended
			if took := time.Since(start); err == nil || err.Error() != c.says || took != c.took {
				t.Errorf("%s: %v after %v, want %s after %v", c.name, err, took, c.says, c.took)
			}
			server.Close()
		})
	}
}

// noSending is a connection on which sending always fails.
type noSending struct{ net.Conn }

func (noSending) Write([]byte) (int, error) { return 0, errors.New("nobody takes it") }

// TestCloseEndsNext: even if the server never closes.
func TestCloseEndsNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		nc, server := net.Pipe()
		defer server.Close()
		c := &Client{nc: nc, inbox: newInbox(nc)}
		ended := make(chan error, 1)
		go func() {
			_, err := c.Next()
			ended <- err
		}()
		synctest.Wait()
		start := time.Now()
		if err := c.Close(); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("the server never closed, and Close says: %v", err)
		}
		if err := <-ended; err == nil {
			t.Error("Next: no error after Close")
		}
		if took := time.Since(start); took != leaveTime {
			t.Errorf("it took %v, want %v", took, leaveTime)
		}
	})
}

// TestSayIsBounded: the client does not wait forever for a server that does not read.
func TestSayIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		nc, server := net.Pipe()
		defer server.Close()
		defer nc.Close()
		start := time.Now()
		err := (&Client{nc: nc}).Say("hello")
		if took := time.Since(start); !errors.Is(err, os.ErrDeadlineExceeded) || took != writeTime {
			t.Errorf("%v after %v, want a deadline after %v", err, took, writeTime)
		}
	})
}

// talkOn says something every millisecond until the connection fails.
func talkOn(nc net.Conn) {
	go io.Copy(io.Discard, nc)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		if _, err := io.WriteString(nc, wire.Greeting); err != nil {
			return
		}
	}
}

func toScreen(p *person, _ <-chan struct{}) io.Writer { return &p.screen }

// stopped is a terminal after Ctrl-S: a writer waits until it is free.
func stopped(_ *person, free <-chan struct{}) io.Writer { return stoppedTerminal(free) }

type stoppedTerminal <-chan struct{}

func (s stoppedTerminal) Write(p []byte) (int, error) {
	<-s
	return len(p), nil
}
