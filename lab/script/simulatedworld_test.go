package script

import (
	"cmp"
	"context"
	"errors"
	"net"
	"time"

	"chatlab/lab/fault"
	"chatlab/lab/program"
	"chatlab/lab/sim"
	"chatlab/lab/sockets"
	"chatlab/lab/trace"
)

// RunSimulated runs a scenario in a simulated network and in virtual time, where waiting
// for a limit costs nothing. Call it on the goroutine that made a bubble of
// testing/synctest, with a ctx made in that bubble. A scenario that can't run here is
// skipped, and says why.
//
// Paths take no time and lose nothing unless the scenario says so. Loopback is nearly like
// that, so both worlds ask the same of the server. Nothing is left to chance.
//
// If the server panics, this program panics. If one of its goroutines waits for ever for
// something other than the network, the bubble deadlocks, and synctest reports it.
func RunSimulated(ctx context.Context, sc Scenario, serve Serve, opts Options) (out Outcome) {
	if why := sc.NotSimulated(); why != "" {
		return Outcome{Verdict: Skipped, Why: why}
	}
	w := &simulated{serve: serve, paths: make(map[string]*simulatedPath)}
	w.net = sim.New(sim.Options{Record: w.record})
	playing, played := context.WithCancel(context.Background()) // not from ctx: what ends when ctx ends still needs the network
	go func() {                                                 // net.Run waits for it
		defer played()
		out = Run(ctx, sc, w, opts)
	}()
	w.net.Run(playing)
	leaving, left := context.WithTimeout(context.Background(), leavingTime)
	defer left()
	w.net.Run(leaving)
	return out
}

// leavingTime is for goroutines that a server has left running when it ended. In it they
// find that their connections are closed.
const leavingTime = time.Minute

// A simulated world is a network in memory, with a server that is a function.
type simulated struct {
	net    *sim.Net
	serve  Serve
	server *simulatedServer          // the last server that was started; nil before Start
	paths  map[string]*simulatedPath // by client; complete before any client dials
}

// A simulatedPath is the path of one client that the scenario puts faults on.
type simulatedPath struct {
	faults []fault.Spec
	record func(trace.Event)
	inUse  bool // its client has been dialed
}

// tellFaults records which faults the path has from now on.
func (p *simulatedPath) tellFaults(name string) {
	p.record(trace.Event{Conn: name, Kind: trace.Fault, Note: cmp.Or(fault.Words(p.faults), "healed")})
}

// Net puts faults on a client's path.
func (w *simulated) Net(name string, faults []fault.Spec, record func(trace.Event)) error {
	if w.paths[name] == nil {
		w.paths[name] = &simulatedPath{record: record}
	}
	p := w.paths[name]
	p.faults = faults
	w.net.Faults(name, faults)
	if p.inUse {
		p.tellFaults(name)
	}
	return nil
}

// record takes what happens at the server's end of all connections. As over loopback, it
// keeps only what happens on paths that the scenario names.
func (w *simulated) record(e trace.Event) {
	if p := w.paths[e.Conn]; p != nil {
		p.record(e)
	}
}

// Dial connects to the server.
func (w *simulated) Dial(ctx context.Context, call Call) (net.Conn, error) {
	if call.From != "" {
		return nil, Unsupported("a call from " + call.From + ": addresses mean nothing in the simulator")
	}
	nc, err := w.net.Dial(ctx, call.Name)
	if err != nil {
		return nil, err // returning nc would not be a nil interface
	}
	if call.ReceiveBuffer > 0 {
		nc.SetReadBuffer(call.ReceiveBuffer)
	}
	if p := w.paths[call.Name]; p != nil {
		p.inUse = true
		if len(p.faults) > 0 {
			p.tellFaults(call.Name)
		}
	}
	return nc, nil
}

// takenEvery is how often the network is asked.
const takenEvery = time.Millisecond

// AwaitTaken asks the network, which knows.
func (w *simulated) AwaitTaken(ctx context.Context, nc net.Conn) bool {
	tick := time.NewTicker(takenEvery)
	defer tick.Stop()
	for nc.(*sim.Conn).Untaken() > 0 {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
	}
	return true
}

// AwaitStuck is true at once: in virtual time nothing is late.
func (w *simulated) AwaitStuck(context.Context, net.Conn) bool { return true }

// Held is not known: a simulated connection does not show what it holds.
func (w *simulated) Held(net.Conn) (b sockets.Buffers, open, known bool) { return b, false, false }

// Untaken is not known, for the same reason.
func (w *simulated) Untaken(net.Conn) (b sockets.Buffers, known bool) { return b, false }

// Ran is not known: the server is a part of this program.
func (w *simulated) Ran() time.Duration { return 0 }

// Dropped is not known: a simulated listener has room for all.
func (w *simulated) Dropped(net.Conn) (room int, dropped bool) { return 0, false }

// AwaitIdle returns at once, for the same reason as AwaitStuck.
func (w *simulated) AwaitIdle(context.Context) {}

// Squeeze can't limit a function. NotSimulated makes sure that it is not called.
func (w *simulated) Squeeze(program.Squeeze) bool { return false }

// HasCome is never true: virtual time stands still until everybody has read.
func (w *simulated) HasCome(net.Conn) bool { return false }

// Client reports that there is no program. NotSimulated makes sure that it is not called.
func (w *simulated) Client(context.Context, string) (*program.Program, error) {
	return nil, errors.New(ofPrograms)
}
