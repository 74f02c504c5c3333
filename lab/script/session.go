package script

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"chatlab/lab/dialect"
	"chatlab/lab/lesson"
	"chatlab/lab/trace"
)

// usualLimit is how long an expectation waits while no line comes.
const usualLimit = 2 * time.Second

// A session is the state of one run, which its commands share.
type session struct {
	ctx       context.Context
	cancel    context.CancelFunc
	scenario  Scenario
	world     World
	slow      float64
	seed      uint64
	dialect   *dialect.Dialect
	hunter    Hunter
	recorder  *trace.Recorder
	removeDir func() // removes the run's folder at its end; nil before it has one
	files     string // the folder inside it with the files that the scenario carries

	started    bool         // the server was started
	stopping   bool         // the server was told to end
	crashed    bool         // the server was killed, and perhaps restarted: its old connections may have been reset
	clock      atomic.Int64 // counts how often somebody came or left
	began      time.Time
	endNoted   atomic.Bool               // the record says that the server does not run
	overdue    atomic.Bool               // a step waited longer than its limit, because time was lost: the answer may have been late
	longFrozen atomic.Bool               // a thawed client had been frozen so long that the server might cut it off
	exhausted  atomic.Bool               // a step waited as long as a step ever may, and most of that time was lost
	paused     atomic.Bool               // a line that drips made a pause that is a silence for some servers
	emptyWait  atomic.Pointer[emptyWait] // the latest
	waitedLong atomic.Int64              // when a patience of longWait or more was last over, on the record's time line
	received   received
	connected  atomic.Int64 // counts the clients that have connected, those of a crowd that still joins included
	lineAt     atomic.Int64 // when a client last received a line, as time since began
	steps      []Step
	numbered   int           // how many steps have a number
	next       int           // index of the step to run
	stopped    error         // what ended the run early
	stepBegan  time.Duration // when the current step began, on the record's time line

	last    atomic.Pointer[client] // the client that sent last
	slowed  map[string]bool        // clients whose path has faults in the direction to them
	markers map[string]bool        // texts of the kit itself, which no expectation asks for
	people  []*person              // client programs

	rehearsed *cast   // what a rehearsal knows so far; nil if this is not a rehearsal
	simulated *Hunted // what happened in the simulator, if a step failed there; else nil

	mu      sync.Mutex // guards clients and order: steps may run together
	clients map[string]*client
	order   []*client // the same clients, in the order in which they connected
}

func newSession(ctx context.Context, sc Scenario, world World, opts Options) *session {
	ctx, cancel := context.WithCancel(ctx)
	s := &session{
		ctx:      ctx,
		cancel:   cancel,
		scenario: sc,
		world:    world,
		slow:     cmp.Or(max(opts.Slow, 0), 1),
		seed:     opts.Seed,
		dialect:  cmp.Or(opts.Dialect, &dialect.Dialect{}).Bounded(),
		hunter:   opts.Hunter,
		recorder: trace.NewRecorder(time.Now),
		began:    time.Now(),
		clients:  make(map[string]*client),
		slowed:   make(map[string]bool),
		markers:  make(map[string]bool),
	}
	context.AfterFunc(ctx, s.dialect.GiveUp) // at the end of the run at the latest: the copy is the run's own
	s.recorder.Record(trace.Event{Conn: sc.ID(), Kind: trace.About, Note: sc.Claim})
	for _, line := range sc.Lines {
		s.addStep(Step{Line: line.Number, Source: line.Source, command: line.Command})
	}
	return s
}

// limit is how long an expectation waits here while no line comes.
func (s *session) limit() time.Duration { return s.stretched(usualLimit) }

// sinceLine is the time since any client last received a line.
func (s *session) sinceLine() time.Duration {
	return time.Since(s.began) - time.Duration(s.lineAt.Load())
}

var errNoServer = usagef("no server was started: a scenario begins with the step server")

// ready returns nil if a step can use the server. The error says that no server was
// started, or ends the step because this is a rehearsal.
func (s *session) ready() error {
	switch {
	case !s.started:
		return errNoServer
	case s.rehearsed != nil:
		return errRehearsed
	}
	return nil
}

var errNoArguments = usagef("it takes no arguments")

// readyAlone is ready for a step that takes no arguments.
func (s *session) readyAlone(args []string) error {
	if len(args) > 0 {
		return errNoArguments
	}
	return s.ready()
}

// connect makes a client and waits for the first bytes of its greeting.
func (s *session) connect(call Call) (*client, error) {
	c, err := s.open(call, s.scenario.secure())
	if err != nil {
		return nil, err
	}
	return c, c.awaitGreeting()
}

// open makes a client and adds it to the session. Over TLS the handshake is done.
func (s *session) open(call Call, secure bool) (*client, error) {
	switch {
	case s.ready() != nil:
		return nil, s.ready()
	case s.find(call.Name) != nil || s.personOrNil(call.Name) != nil:
		return nil, errThereAlready(call.Name)
	}
	c, err := s.dial(call, secure)
	if err != nil {
		return nil, err
	}
	s.add(c)
	return c, nil
}

// handshakeLimits is how many limits a TLS handshake may take. It is work for both ends,
// and no clause says how long it takes.
const handshakeLimits = 3

// dial opens a connection. Many may be dialed at once; add then adds them to the session.
func (s *session) dial(call Call, secure bool) (*client, error) {
	limit := s.limit()
	if secure {
		limit *= handshakeLimits
	}
	ctx, cancel := s.patient(limit)
	defer cancel()
	nc, err := s.world.Dial(ctx, call)
	if err == nil && secure {
		plain := nc
		if nc, err = s.overTLS(ctx, plain); err != nil {
			plain.Close()
		}
	}
	if no := Unsupported(""); errors.As(err, &no) || errors.As(err, new(usageError)) {
		return nil, err
	}
	if err != nil {
		return nil, s.unconnected(ctx, call, secure, err)
	}
	return newClient(s, call.Name, nc), nil
}

// tick counts that somebody came or left, and returns the count.
func (s *session) tick() int64 {
	return s.clock.Add(1)
}

// failure completes a failure with what is known about the server.
func (s *session) failure(f Failure) *Failure {
	f.Waited = cmp.Or(f.Waited, s.sinceStep())
	wait := time.Duration(0)
	if f.closed { // perhaps because the server has ended: it takes a moment to see that
		wait = endTime
	}
	how, ended := s.world.Ended(wait)
	if ended && f.closed {
		s.awaitEnds()
	}
	if ended && !s.stopping {
		f.Server, f.Symptom = "the server has ended: "+how, lesson.Crash
	}
	if ended && (f.closed || !s.stopping) {
		s.noteEnd(how)
	}
	s.tellSpinning(&f)
	return &f
}

// awaitEnds gives clients that read a moment to see that the server has ended. So the
// record of the same failure is the same each time.
func (s *session) awaitEnds() { s.glimpses(s.everyone()) }

// glimpses waits a moment for what else comes to clients that read.
func (s *session) glimpses(all []*client) {
	reading := slices.DeleteFunc(slices.Clone(all), (*client).isFrozen)
	atOnce(len(reading), func(i int) error {
		reading[i].glimpse(evidenceTime, func(*inbox) bool { return false })
		return nil
	})
}

// end cleans up. The clients go first, with a reset, so no TIME_WAIT is left that could
// keep the next server from the port.
func (s *session) end() {
	for _, c := range s.everyone() {
		c.abort()
	}
	s.world.Stop()
	if s.removeDir != nil {
		s.removeDir()
	}
}
