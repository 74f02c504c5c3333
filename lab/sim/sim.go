// Package sim is a TCP network in memory and in virtual time. A server that takes a
// net.Listener runs on it unchanged, with hundreds of clients over bad paths. Hours
// pass in seconds. The same seed gives the same run.
//
// Programs see what TCP shows them: a byte stream that comes late and slowly, in different
// pieces than it was written. Windows fill, FIN and RST arrive, peers vanish. Loss is a delay:
// a lost segment and everything behind it wait for the retransmission. The package does not
// model sequence numbers, the handshake or congestion control.
//
//   - sim.go: Net and its one scheduler
//   - queue.go: the events to come, in order
//   - profile.go: how good or bad paths are
//   - direction.go: one direction of a connection, and when segments arrive
//   - conn.go: Conn, what programs do with a connection; wait.go: how they wait;
//     outgoing.go: what they have written
//   - kernel.go: what happens to a connection meanwhile; keepalive.go: how it
//     notices that the other end has vanished
//   - faults.go: what goes wrong on the way
//   - listener.go: Listener and Dial
//   - puppet.go: Puppet, a client without a goroutine
//   - syscall.go: Syscall, what the program did; replay.go: Replay, which makes a run
//     again from that
//   - errors.go: errors like those of package net
//
// # Why a run can be repeated
//
// A Net lives in a bubble of testing/synctest. There, time stands still while any
// goroutine can run. One goroutine, in Run, makes events happen, one at a time. Each
// end of a connection has instants that no other end has. The next event waits until
// all goroutines are idle.
//
// Every call that can wait is ended by such an event, even if it need not have waited.
// Two goroutines that read at the same moment continue one after the other. Their order
// does not depend on the Go scheduler. What the program does between two calls must not
// depend on that order either. Then the run is the same at any GOMAXPROCS. Each
// direction of each connection has its own random source.
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

// quantum is the unit of time. Each end of a connection has its own instant in every
// quantum: the number of the end, in nanoseconds.
const quantum = 100 * time.Microsecond

// Options configure a Net. The zero value is usable.
type Options struct {
	Seed    uint64
	Profile Profile // of every path; the zero Profile has no delay and loses nothing

	// PathOf returns the profile of one client's path. Nil means Profile for all.
	PathOf func(name string) Profile

	// Record gets what happens at the server's ends of connections: what reaches its
	// host and what it writes. With BothEnds it also gets what puppets do and see. The
	// data of an event never changes. Nil records nothing.
	Record   func(trace.Event)
	BothEnds bool

	// Syscall gets what the program on the server's host did. Nil: nobody wants to know.
	// Replay does the same again in place of a program, in virtual time of its own. Nil: there
	// is a program. Ended is called when the program calls End, or its Replay does. It may be
	// nil.
	Syscall func(Syscall)
	Replay  *Replay
	Ended   func()

	// Loose makes all events of one quantum happen at once. Goroutines then run at the
	// same time, so the race detector can find races. The run can't be repeated.
	Loose bool
}

// A Net is a simulated network with one server on it. It belongs to the bubble that
// made it.
type Net struct {
	options  Options
	start    time.Time
	poke     chan struct{} // has a token when Run must look again
	events   atomic.Int64  // that have happened
	segments atomic.Int64  // that were sent

	mu        sync.Mutex // guards all below and all connections; held only briefly
	queue     queue
	scheduled int64   // events so far
	happened  int64   // events so far that no program waits for
	looked    bool    // settle was called since the program's last system call
	restless  []*Conn // changed since Run last looked
	ends      int     // ends of connections so far; the first is the listener's
	listener  *Listener
	dials     map[string]int          // by name
	faults    map[string][]fault.Spec // by name: for connections to come
	open      []*Conn                 // client ends, in the order they were made
}

// New makes a network.
func New(options Options) *Net {
	return &Net{
		options: options,
		start:   time.Now(),
		poke:    make(chan struct{}, 1),
		ends:    listenerEnd,
		dials:   make(map[string]int),
		faults:  make(map[string][]fault.Spec),
	}
}

// Events returns how many events have happened so far. It may be called from outside
// the bubble. While it does not grow, virtual time stands still.
func (n *Net) Events() int64 { return n.events.Load() }

// Segments returns how many segments both sides have sent so far.
func (n *Net) Segments() int64 { return n.segments.Load() }

// Elapsed returns the virtual time since the network was made.
func (n *Net) Elapsed() time.Duration {
	if n.options.Replay != nil {
		return n.options.Replay.now
	}
	return time.Since(n.start)
}

// At makes Run call do at that time, or as soon as possible after it. All goroutines
// are idle then. do must not wait for anything.
func (n *Net) At(at time.Duration, do func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.schedule(event{at: n.instant(at, director), what: call, do: do})
	n.wake()
}

// director is the number of an end that no connection has: the instants of calls belong
// to it.
const director = 0

// Run lets time pass and events happen until ctx is done. Only one Run may be under
// way. The goroutine that made the bubble must call it. The error says what a program can't
// have done in this run, although its Replay does; without a Replay it is nil.
func (n *Net) Run(ctx context.Context) error {
	if n.options.Replay != nil {
		return n.options.Replay.run(ctx, n)
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	defer context.AfterFunc(ctx, n.wake)()
	for {
		synctest.Wait() // all are idle
		if ctx.Err() != nil {
			return nil
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

// step makes the next event happen, if it is due. Otherwise it returns the time until
// then; ok is false if there is no event.
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

// settle looks at all changed ends, in the order of their numbers: what they can send,
// and which calls can return.
func (n *Net) settle() {
	n.looked = true
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

// happen makes one event happen. The caller must call do without the lock.
func (n *Net) happen(e event, now time.Duration) (do func()) {
	if !e.what.awaited() {
		n.happened++
	}
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

// instant returns the first instant of that end that is not before at and not before
// now.
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

// Shut resets every connection. All calls that wait on one return.
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
