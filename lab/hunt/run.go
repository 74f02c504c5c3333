package hunt

import (
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

// An Outcome is the result of a run.
type Outcome struct {
	Broken   []rule.Violation `json:"broken,omitempty"` // nil: every rule holds
	Hash     string           `json:"hash"`             // two runs with the same hash were the same
	Segments int64            `json:"segments"`
	Virtual  time.Duration    `json:"virtual_ns"`      // how much virtual time it took
	Lost     bool             `json:"lost"`            // goroutines of the run may be left running in this process
	Words    string           `json:"words,omitempty"` // the last output of the process, if the run ended it
	Log      trace.Log        `json:"-"`               // what happened; empty if the run ended its process
	Before   []Case           `json:"-"`               // the earlier runs of the same process of a Pool, if they can be repeated
}

// Breaks returns where the rule of that name was broken. ok is false if it was not.
func (o Outcome) Breaks(name string) (v rule.Violation, ok bool) {
	for _, v := range o.Broken {
		if v.Rule.Name == name {
			return v, true
		}
	}
	return rule.Violation{}, false
}

// Run makes a run and judges it. It returns even if the server stops virtual time or
// never ends; then goroutines are left running in this process. The error is about the
// case, never about what the server does.
func Run(serve Serve, c Case) (Outcome, error) {
	s, err := observe(serve, c, sources{})
	if err != nil {
		return Outcome{}, err
	}
	return s.judged(context.Background(), c)
}

// observe makes a run and judges nothing. The server's source may not be where the runtime
// says.
func observe(serve Serve, c Case, from sources) (seen, error) {
	for i, earlier := range c.Before {
		if s, err := observe(serve, earlier, from); err != nil || s.Lost {
			s.Early = i + 1
			return s, err
		}
	}
	c, profile, err := c.full()
	if err != nil {
		return seen{}, err
	}
	d := newDirector(c, profile)
	d.serve = serve
	if c.Trace != "" {
		// A confined process may not write there. Then a crash leaves no trace.
		if d.file, err = os.Create(c.Trace); err == nil {
			defer d.file.Close()
		}
	}
	over := make(chan struct{})
	go func() { // ends with the bubble; left running if the bubble does not end
		defer close(over)
		defer func() {
			// A bubble whose goroutines can't end panics. That is reported only if
			// everything was noted before.
			if p := recover(); p != nil && !d.ended.Load() {
				d.record.Left = append(d.record.Left, fmt.Sprint("it ended in a panic: ", p))
			}
		}()
		synctest.Test(&testing.T{}, func(*testing.T) { d.run() })
	}()
	stuck := watchdog(over, d.progress, from)
	s := seen{Lost: stuck != nil}
	if s.Lost && !d.ended.Load() {
		d.record.Stuck = stuck
	}
	d.record.Log = d.log()
	s.Record, s.Syscalls = d.record, d.syscalls
	if !s.Lost {
		s.Segments, s.Virtual = d.segments, d.virtual
	}
	return s, nil
}

// A director makes one run. It makes the ops happen and notes who is there at the end.
// Only the goroutine that runs the network may use it, except where a field says
// otherwise.
type director struct {
	c        Case
	profile  sim.Profile
	serve    Serve
	file     *os.File // gets the trace as it grows, so that it survives a crash; nil: none can
	net      *sim.Net
	recorder *trace.Recorder
	writer   *trace.Writer // into file, or nil
	record   rule.Record
	actors   map[string]*actor // by label
	order    []*actor
	stop     context.CancelFunc
	segments int64         // that the run sent
	virtual  time.Duration // that it took
	syscalls []sim.Syscall // of the server, if Case.Proof asks for them

	bubble string // the bubble's number; written before made

	made  atomic.Pointer[sim.Net] // the watchdog reads made and ended
	ended atomic.Bool             // everything to judge was noted
}

func newDirector(c Case, profile sim.Profile) *director {
	d := &director{c: c, profile: profile, actors: make(map[string]*actor)}
	d.record.Vanished = make(map[string]time.Duration)
	return d
}

// The times of a run.
const (
	early    = 100 * time.Millisecond // the observer comes this long before all others
	settling = 5 * time.Second        // from the last op until all paths are healed
	patience = 40 * time.Second       // then without a segment until nothing can be on the way: the server's own limits are shorter
	forever  = 1000 * time.Second     // the same after a host has vanished: TCP gives up after 924 s
	longest  = time.Hour              // limit for all this: a server may never be quiet
	arrival  = 5 * time.Second        // for the newcomer at the end
	ending   = 60 * time.Second       // for a server that is told to end
	prompt   = 5 * time.Second        // for a server to pass on what somebody healthy says
)

// run makes the run, in its bubble.
func (d *director) run() {
	if d.file != nil {
		d.writer = trace.NewWriter(d.file, time.Now)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	options := sim.Options{}
	if d.c.Proof {
		options.Syscall = func(s sim.Syscall) { d.syscalls = append(d.syscalls, s) }
	}
	ln := d.begin(options, cancel)
	d.bubble = thisBubble()
	d.made.Store(d.net)
	serving, stop := context.WithCancel(ctx)
	d.stop = stop
	stopped := make(chan struct{}) // made here: a channel from outside would keep virtual time from passing
	var served error
	go func() { // ends when the server does
		served = d.serve(serving, ln)
		close(stopped)
		d.net.End()
	}()
	d.net.Run(ctx)
	d.segments, d.virtual = d.net.Segments(), d.net.Elapsed()
	select {
	case <-stopped:
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

// begin makes the network, and plans what happens in it. cancel ends the run.
func (d *director) begin(o sim.Options, cancel context.CancelFunc) *sim.Listener {
	o.Seed, o.Profile, o.PathOf, o.Loose = d.c.Seed, d.profile, d.pathOf, d.c.Loose
	o.Record, o.BothEnds = d.note, d.c.Trace != ""
	ended := o.Ended
	o.Ended = func() {
		if ended != nil {
			ended()
		}
		d.net.At(d.net.Elapsed()+time.Second, cancel)
	}
	d.net = sim.New(o)
	d.recorder = trace.NewRecorder(func() time.Time { return time.Time{}.Add(d.net.Elapsed()) })
	ln, err := d.net.Listen()
	if err != nil {
		panic(err) // nobody else listens there
	}
	d.plan(cancel)
	return ln
}

// replay makes the run again from what the server did. It reports whether the server ended. The
// error says what it can't have done in this run. It also ends with ctx.
func (d *director) replay(ctx context.Context, r *sim.Replay) (ended bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	d.stop = func() {} // the system calls say when the server ends
	d.begin(sim.Options{Replay: r, Ended: func() { ended = true }}, cancel)
	err = d.net.Run(ctx)
	d.segments, d.virtual, d.record.Log = d.net.Segments(), d.net.Elapsed(), d.log()
	return ended, err
}

// note records an event, and writes it to the file at once. What happens when the run is over is
// not of the run.
func (d *director) note(e trace.Event) {
	if d.ended.Load() {
		return
	}
	d.recorder.Keep(e)
	if d.writer != nil {
		d.writer.Record(e)
		d.writer.Flush()
	}
}

// runOut resets all connections, so that calls which still wait return and the bubble
// can end.
func (d *director) runOut() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	d.net.Run(ctx)
}

// log returns what was recorded. It may be called while the run is stuck.
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
