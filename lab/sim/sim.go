// Package sim is a TCP network in memory and in virtual time. A server that
// takes a net.Listener runs on it unchanged, with hundreds of clients over bad
// paths, and hours pass in seconds. From the same seed comes the same run.
//
// It shows programs what TCP shows them: a byte stream that comes in other
// pieces than it was written, late and slowly, windows that fill, FIN and RST,
// peers that vanish. Loss is there as what it is to a program: a delay, by the
// time until TCP sends again, of everything behind it. Sequence numbers,
// handshakes and congestion control are not.
//
//   - sim.go: Net and its one scheduler
//   - queue.go: what is to happen, in order
//   - profile.go: how good or bad paths are
//   - direction.go: one direction of a connection, and when things arrive
//   - conn.go: Conn, what programs do with a connection; wait.go: how they wait;
//     outgoing.go: what they have written
//   - kernel.go: what happens to a connection while they wait; keepalive.go: how
//     it notices that the other end has vanished
//   - faults.go: what goes wrong on the way
//   - listener.go: Listener and Dial
//   - puppet.go: Puppet, a client without a goroutine
//   - errors.go: errors as the real ones are
//
// # Why a run can be repeated
//
// A Net lives in a bubble of testing/synctest, where time stands still while
// any goroutine can run. One goroutine, in Run, lets things happen: one at a
// time, each at an instant that no other end of a connection has, the next
// when all have come to rest. Whatever a call on a connection waits for
// comes in that way, even where it need not have waited: two goroutines that
// come to read at the same moment are let go one after the other, in an order
// that does not depend on which of them the Go scheduler ran first. What the
// program does between two calls must not depend on that order either: then
// the run is the same at any GOMAXPROCS. What paths leave to chance is drawn
// for each direction of each connection by itself.
package sim

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing/synctest"
	"time"

	"chatlab/lab/fault"
	"chatlab/lab/trace"
)

// quantum is the grain of time. Ends of connections have each an instant of
// their own in it: the number of the end, in nanoseconds.
const quantum = 100 * time.Microsecond

// Options are how to make a Net. The zero value is usable.
type Options struct {
	Seed    uint64
	Profile Profile // of every path; the zero Profile takes no time and loses nothing

	// PathOf is the profile of one client's path, where not all are alike; nil
	// means that they are.
	PathOf func(name string) Profile

	// Record is given (with data that never changes) what happens at the server's ends of connections: what
	// reaches its host, and what it writes. Nil means nobody. With BothEnds it
	// is given what puppets do and see as well.
	Record   func(trace.Event)
	BothEnds bool

	// Loose lets everything that is due in the same quantum happen at once. A
	// run can't be repeated then, but goroutines meet, so that the race
	// detector has something to see.
	Loose bool
}

// A Net is a simulated network with one server on it. It belongs to the
// bubble in which it was made.
type Net struct {
	options  Options
	start    time.Time
	poke     chan struct{} // has a token when Run has something to look at
	events   atomic.Int64  // that have happened
	segments atomic.Int64  // that were sent

	mu        sync.Mutex // guards all below and all of its connections; held for moments only
	queue     queue
	scheduled int64   // events so far
	restless  []*Conn // something about them has changed since Run last looked
	ends      int     // ends of connections so far; the first is the listener's
	listener  *Listener
	dials     map[string]int          // by name
	faults    map[string][]fault.Spec // by name: on the connections to come
	open      []*Conn                 // client ends, in the order of their making
}

// New makes a network.
func New(options Options) *Net {
	return &Net{
		options: options,
		start:   time.Now(),
		poke:    make(chan struct{}, 1),
		ends:    1,
		dials:   make(map[string]int),
		faults:  make(map[string][]fault.Spec),
	}
}

// Events returns how many things have happened so far. It may be called from
// outside the bubble: while it does not grow, virtual time stands still.
func (n *Net) Events() int64 { return n.events.Load() }

// Segments returns how many segments were sent so far, by both sides.
func (n *Net) Segments() int64 { return n.segments.Load() }

// Elapsed returns the virtual time since the network was made.
func (n *Net) Elapsed() time.Duration { return time.Since(n.start) }

// At lets do happen at that time, or as soon as possible after it. It is run
// by Run, with everything idle, and must not wait for anything.
func (n *Net) At(at time.Duration, do func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.schedule(event{at: n.instant(at, director), what: call, do: do})
	n.wake()
}

// director is the end to which the instants belong at which calls are made.
const director = 0

// Run lets time pass, and everything happen, until ctx is done. Only one Run
// may be under way. It is to be called by the goroutine that made the bubble.
func (n *Net) Run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	defer context.AfterFunc(ctx, n.wake)()
	for {
		synctest.Wait() // all are idle
		if ctx.Err() != nil {
			return
		}
		wait, ok := n.step()
		switch {
		case ok && wait <= 0:
			continue
		case ok:
			timer.Reset(wait)
		default:
			timer.Stop()
		}
		select {
		case <-timer.C:
		case <-n.poke:
		}
	}
}

// step lets the next thing happen, if it is due. Otherwise it returns how long
// that takes; ok is false if nothing is to happen at all.
func (n *Net) step() (wait time.Duration, ok bool) {
	n.mu.Lock()
	n.settle()
	now := n.Elapsed()
	if len(n.queue) == 0 || n.queue[0].at > now {
		defer n.mu.Unlock()
		if len(n.queue) == 0 {
			return 0, false
		}
		return n.queue[0].at - now, true
	}
	var calls []func()
	for len(n.queue) > 0 && n.queue[0].at <= now {
		if do := n.happen(n.queue.pop(), now); do != nil {
			calls = append(calls, do)
		}
		n.events.Add(1)
		if !n.options.Loose {
			break
		}
	}
	n.mu.Unlock()
	for _, do := range calls {
		do()
	}
	return 0, true
}

// settle looks at all ends at which something has changed, in the order of
// their numbers: at what is to be sent, and who can be let go.
func (n *Net) settle() {
	slices.SortFunc(n.restless, func(a, b *Conn) int { return a.id - b.id })
	for _, c := range n.restless {
		c.restless = false
		c.settle()
	}
	n.restless = n.restless[:0]
	if n.listener != nil {
		n.listener.settle()
	}
}

// happen makes one thing happen. What it returns is to be done without the
// lock.
func (n *Net) happen(e event, now time.Duration) (do func()) {
	switch e.what {
	case call:
		return e.do
	case arrival:
		return e.conn.arrive(now)
	case passage:
		return e.conn.pass(now)
	case readable:
		e.conn.letRead(now)
	case writable:
		e.conn.letWrite(now)
	case probe:
		return e.conn.probe(now)
	case acceptable:
		n.listener.letAccept()
	}
	return nil
}

// schedule adds an event.
func (n *Net) schedule(e event) {
	n.scheduled++
	e.seq = n.scheduled
	n.queue.push(e)
}

// instant is the first one, not before at and not before now, that belongs
// to that end.
func (n *Net) instant(at time.Duration, end int) time.Duration {
	at = max(at, n.Elapsed())
	if n.options.Loose {
		return at.Truncate(quantum) + quantum
	}
	own := time.Duration(end) % quantum
	due := at.Truncate(quantum) + own
	if due < at {
		due += quantum
	}
	return due
}

// wake makes Run look again, if it waits.
func (n *Net) wake() {
	select {
	case n.poke <- struct{}{}:
	default:
	}
}

// Shut resets every connection, so that whoever waits for one is let go.
func (n *Net) Shut() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, c := range n.open {
		for _, end := range []*Conn{c, c.peer} {
			end.fail(syscall.ECONNRESET)
		}
	}
}

func (n *Net) record(e trace.Event) {
	if n.options.Record != nil {
		n.options.Record(e)
	}
}
