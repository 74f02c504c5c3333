package hunt

import (
	"cmp"
	"context"
	"fmt"
	"os"
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
	Broken   []rule.Violation `json:"broken,omitempty"` // none: every rule holds
	Hash     string           `json:"hash"`             // two runs with the same hash were the same
	Segments int64            `json:"segments"`
	Virtual  time.Duration    `json:"virtual_ns"`      // how long it took there
	Lost     bool             `json:"lost"`            // goroutines of it may be left running in the process
	Words    string           `json:"words,omitempty"` // the last of what its process printed, if it ended that
	Log      trace.Log        `json:"-"`               // what happened; known in the process of the run only
	Before   []Case           `json:"-"`               // the runs that a Pool made before it in the same process, as far as they can be made again
}

// Breaks returns the place where the rule of that name was broken; ok is false
// if it was not.
func (o Outcome) Breaks(name string) (v rule.Violation, ok bool) {
	for _, v := range o.Broken {
		if v.Rule.Name == name {
			return v, true
		}
	}
	return rule.Violation{}, false
}

// allRules is a lesson behind all that teach a rule.
const allRules = 100

// Run makes a run, and judges it. It returns also if the server stops time or
// never ends; then something of it goes on in this process. The error is about
// the case; what the server does is none.
func Run(serve Serve, c Case) (Outcome, error) { return run(serve, c, sources{}) }

// run is Run for a server whose source may be elsewhere than the runtime says.
func run(serve Serve, c Case, from sources) (Outcome, error) {
	for _, earlier := range c.Before {
		if o, err := run(serve, earlier, from); err != nil || o.Lost {
			return o, err
		}
	}
	c, profile, err := c.full()
	if err != nil {
		return Outcome{}, err
	}
	d := &director{c: c, profile: profile, serve: serve, actors: make(map[string]*actor)}
	if c.Trace != "" {
		if d.file, err = os.Create(c.Trace); err != nil {
			return Outcome{}, err
		}
		defer d.file.Close()
	}
	over := make(chan struct{})
	go func() { // ends with the bubble; one that does not end is left behind
		defer close(over)
		defer func() {
			// A bubble whose goroutines can't end panics. If that is new, it
			// is told; if all was judged before, it is known.
			if p := recover(); p != nil && !d.ended.Load() {
				d.record.Left = append(d.record.Left, fmt.Sprint("it ended in a panic: ", p))
			}
		}()
		synctest.Test(&testing.T{}, func(*testing.T) { d.run() })
	}()
	stuck := watchdog(over, d.progress, from)
	o := Outcome{Lost: stuck != nil}
	if o.Lost && !d.ended.Load() {
		d.record.Observer, d.record.Stuck = observer, stuck
	}
	d.record.Log = d.log()
	_, o.Broken = rule.Judge(d.record, cmp.Or(c.Lesson, allRules))
	o.Log, o.Hash = d.record.Log, hash(d.record.Log)
	if !o.Lost {
		o.Segments, o.Virtual = d.net.Segments(), d.virtual
	}
	return o, nil
}

// A director makes one run: it lets the ops happen and notes who is still
// there at the end. All but what says otherwise is for the goroutine that runs
// the network.
type director struct {
	c        Case
	profile  sim.Profile
	serve    Serve
	file     *os.File // for the trace as it grows, so that it outlives a crash; nil: none
	net      *sim.Net
	recorder *trace.Recorder
	writer   *trace.Writer // into file, or nil
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
	if d.file != nil {
		d.writer = trace.NewWriter(d.file, time.Now)
	}
	d.record.Vanished = make(map[string]time.Duration)
	d.stopped = make(chan struct{}) // here: to wait for a channel from outside is no rest
	d.net = sim.New(sim.Options{
		Seed: d.c.Seed, Profile: d.profile, PathOf: d.pathOf,
		Record: d.note, BothEnds: d.file != nil, Loose: d.c.Loose,
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

// note records an event. The file has it at once.
func (d *director) note(e trace.Event) {
	d.recorder.Keep(e)
	if d.writer != nil {
		d.writer.Record(e)
		d.writer.Flush()
	}
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
