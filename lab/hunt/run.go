package hunt

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"chatlab/lab/rule"
	"chatlab/lab/sim"
	"chatlab/lab/trace"
)

// An Outcome is what came of a run.
type Outcome struct {
	Broken   []rule.Violation // none: every rule holds
	Log      trace.Log        // what happened
	Hash     string           // two runs with the same hash were the same
	Segments int64
	Virtual  time.Duration // how long it took there
	Lost     bool          // goroutines of it may be left running in this process
}

// Rule is the first rule that was broken; empty if none was.
func (o Outcome) Rule() string {
	if len(o.Broken) == 0 {
		return ""
	}
	return o.Broken[0].Rule.Name
}

// allRules is a lesson behind all that teach a rule.
const allRules = 100

// Run makes a run, and judges it. It returns also if the server stops time or
// never ends; then something of it goes on in this process.
func Run(serve Serve, c Case) Outcome {
	d := &director{c: c, serve: serve, actors: make(map[string]*actor)}
	over := make(chan struct{})
	go func() { // ends with the bubble; one that does not end is left behind
		defer close(over)
		defer func() {
			if p := recover(); p != nil && !d.ended.Load() {
				d.record.Left = append(d.record.Left, fmt.Sprint("the server panicked: ", p))
			}
		}()
		synctest.Test(&testing.T{}, func(*testing.T) { d.run() })
	}()
	stuck := watch(over, d.progress)
	o := Outcome{Lost: stuck != nil && !d.ended.Load()}
	if o.Lost {
		d.record.Observer, d.record.Until, d.record.Settled = observer, 0, nil
		d.record.Stuck = stuck
	}
	d.record.Log = d.log()
	_, o.Broken = rule.Judge(d.record, allRules)
	o.Log, o.Hash = d.record.Log, hash(d.record.Log)
	if !o.Lost {
		o.Segments, o.Virtual = d.net.Segments(), d.virtual
	}
	return o
}

// A director makes one run: it lets the ops happen and notes who is still
// there at the end. All but what says otherwise is for the goroutine that runs
// the network.
type director struct {
	c        Case
	serve    Serve
	net      *sim.Net
	recorder *trace.Recorder
	record   rule.Record
	actors   map[string]*actor // by label
	order    []*actor
	stop     context.CancelFunc
	stopped  chan struct{} // closed when Serve has returned
	virtual  time.Duration

	bubble string // which one it lives in; written before made

	made  atomic.Pointer[sim.Net] // for the watchdog, as ended is
	ended atomic.Bool             // all was noted that is to be judged
}

// The times of a run, from its end on.
const (
	early    = 100 * time.Millisecond // the observer comes so long before all others
	settling = 5 * time.Second        // after the last op, until all paths are healed
	patience = 40 * time.Second       // and then without a segment, until nothing can be under way: the server's own limits are shorter
	forever  = 1000 * time.Second     // the same where a host has vanished: TCP gives it up after 924 s
	longest  = time.Hour              // that all this may take: a server may never be quiet
	arrival  = 5 * time.Second        // for the newcomer at the end
	ending   = 60 * time.Second       // for a server that is told to end
	prompt   = 5 * time.Second        // for a server to pass on what somebody healthy says
)

// run is the run, in its bubble.
func (d *director) run() {
	d.recorder = trace.NewRecorder(time.Now)
	d.stopped = make(chan struct{}) // here: to wait for a channel from outside is no rest
	d.net = sim.New(sim.Options{
		Seed: d.c.Seed, Profile: d.c.Profile, PathOf: d.pathOf,
		Record: d.recorder.Record, BothEnds: d.c.BothEnds, Loose: d.c.Loose,
	})
	d.bubble = thisBubble()
	d.made.Store(d.net)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	ln, err := d.net.Listen()
	if err != nil {
		panic(err) // nobody else listens there
	}
	serving, stop := context.WithCancel(ctx)
	d.stop = stop
	var served error
	go func() { // ends when the server does
		defer close(d.stopped)
		served = d.serve(serving, ln)
	}()
	d.plan(cancel)
	d.net.Run(ctx)
	d.virtual = d.net.Elapsed()
	select {
	case <-d.stopped:
		if served != nil {
			d.record.Left = append(d.record.Left, "the server ended with an error: "+served.Error())
		}
	default:
		d.record.Left = append(d.record.Left, fmt.Sprintf("the server was told to end %v ago, and has not", ending))
	}
	synctest.Wait()
	d.record.Left = append(d.record.Left, leftRunning(d.bubble)...)
	d.ended.Store(true)
	stop()
	ln.Close()
	d.net.Shut()
	d.runOut()
}

// runOut lets go whoever still waits for a connection, so that the bubble ends
// where it can.
func (d *director) runOut() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	d.net.Run(ctx)
}

// log is what was recorded. It may be asked for while the run is stuck.
func (d *director) log() trace.Log {
	if d.recorder == nil {
		return trace.Log{}
	}
	return d.recorder.Log()
}

// progress counts what has happened, for the watchdog.
func (d *director) progress() (bubble string, events int64) {
	if n := d.made.Load(); n != nil {
		return d.bubble, n.Events()
	}
	return "", 0
}
