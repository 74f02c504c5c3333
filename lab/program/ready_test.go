package program

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestRefusedWhileOthersGotThrough: a refusal came before the program listened, but another
// client connected before we looked.
func TestRefusedWhileOthersGotThrough(t *testing.T) {
	p := &Program{done: make(chan struct{})}
	dials := 0
	ours, theirs := net.Pipe()
	defer theirs.Close()
	nc, err := p.persist(t.Context(), func() (net.Conn, error) {
		if dials++; dials == 1 {
			p.reached.Store(true) // by another client
			return nil, syscall.ECONNREFUSED
		}
		return ours, nil
	})
	if err != nil {
		t.Fatalf("the first refusal was taken for an answer: %v", err)
	}
	nc.Close()
	refused := func() (net.Conn, error) { dials++; return nil, syscall.ECONNREFUSED }
	dials = 0
	if _, err := p.persist(t.Context(), refused); !errors.Is(err, syscall.ECONNREFUSED) || dials != 1 {
		t.Errorf("of one that was reached: %v after %d dials", err, dials)
	}
}

// TestCrowdAtALateServer: many clients dial at once while nobody can see who listens. The
// program begins to listen 0.2 s later.
func TestCrowdAtALateServer(t *testing.T) {
	at, err := choosePort(t.Context(), firstPort, lastPort)
	if err != nil {
		t.Fatal(err)
	}
	defer at.release()
	p := &Program{addr: hostPort(at.port), slow: 1, done: make(chan struct{})}
	listening := make(chan net.Listener, 1)
	late := time.AfterFunc(200*time.Millisecond, func() {
		ln, err := net.Listen("tcp", p.addr)
		if err != nil {
			t.Error(err)
		}
		listening <- ln
	})
	defer func() {
		if !late.Stop() {
			if ln := <-listening; ln != nil {
				ln.Close()
			}
		}
	}()
	var crowd sync.WaitGroup
	for range 200 {
		crowd.Go(func() {
			nc, err := p.Dial(t.Context(), "")
			if err != nil {
				t.Error(err)
				return
			}
			nc.Close()
		})
	}
	crowd.Wait()
}

// TestInterruptNotDelivered: a program that got no interrupt is not to blame for going on.
func TestInterruptNotDelivered(t *testing.T) {
	t.Parallel()
	p := begin(t, command("says nothing"), Options{})
	nobody := newGroup(&exec.Cmd{Process: &os.Process{Pid: noPid}})
	if nobody.interrupt() == nil {
		t.Fatal("nobody was there to be interrupted, and that was not told")
	}
	var trouble *Trouble
	err := p.asked(func(*group) error { return errors.New("no console") })
	if !errors.As(err, &trouble) || trouble.Kind != OfTheKit || !strings.Contains(trouble.What, "no console") {
		t.Errorf("%v is no trouble of the kit", err)
	}
	p.Kill()
	if err := p.Interrupt(); err != nil {
		t.Errorf("of one that has ended: %v", err)
	}
}

// noPid is larger than the id of any process.
const noPid = 1<<31 - 2

// TestEndsWhileItAnnounces: the last look at the port may run while the announcement is read.
// The race detector judges this, so the test runs it several times.
func TestEndsWhileItAnnounces(t *testing.T) {
	for range 10 {
		if why := trouble(t, command("announces and ends", "{port}"), Options{}); !strings.Contains(why.What, "ended before it listened") {
			t.Errorf("%+v", why)
		}
	}
}

// TestNoFreePort: the trouble says why the last port was not free.
func TestNoFreePort(t *testing.T) {
	busy, err := net.Listen("tcp", host+":0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	port := busy.Addr().(*net.TCPAddr).Port
	_, err = choosePort(t.Context(), port, port)
	var trouble *Trouble
	if !errors.As(err, &trouble) || trouble.Kind != NoPort || !strings.Contains(trouble.What, "no free port found: listen tcp 127.0.0.1:") {
		t.Errorf("%+v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := choosePort(ctx, port, port); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
}

// TestStillToStart: a program that could not run gets more time to listen, but not for ever.
func TestStillToStart(t *testing.T) {
	for _, c := range []struct{ taken, lost, want time.Duration }{
		{15 * time.Second, 0, 0},
		{15 * time.Second, 6 * time.Second, 6 * time.Second},
		{21 * time.Second, 8 * time.Second, 2 * time.Second},
		{60 * time.Second, 59 * time.Second, 0},
	} {
		if got := stillToStart(15*time.Second, c.taken, c.lost); got != c.want {
			t.Errorf("after %v, of which %v were lost: %v more, want %v", c.taken, c.lost, got, c.want)
		}
	}
}
