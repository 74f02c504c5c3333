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

// usualLimit is how long an expectation may wait to come true while no
// line comes.
const usualLimit = 2 * time.Second

// A session is the state of one run: what its commands share.
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
	removeDir func() // removes the run's own folder at its end; nil before it has one
	files     string // the folder in there with the files that the scenario carries

	started    bool         // the server was
	stopping   bool         // it was told to end
	crashed    bool         // it was killed, and perhaps restarted since: its old connections may have been reset
	clock      atomic.Int64 // counts comings and goings
	began      time.Time
	overdue    atomic.Bool               // a step waited for longer than its limit, since time was lost: what then came may have been late
	longFrozen atomic.Bool               // a client that was thawed had been frozen for so long that the server might cut it off
	exhausted  atomic.Bool               // a step waited for as long as one ever may, most of it lost to others
	emptyWait  atomic.Pointer[emptyWait] // the last one
	lineAt     atomic.Int64              // when somebody last received a line, since it began
	steps      []Step
	numbered   int           // how many of them have a number
	next       int           // index of the step to run
	stopped    error         // what ended the run early
	stepBegan  time.Duration // when the step under way did, on the record's time line

	last    atomic.Pointer[client] // the client that sent last
	slowed  map[string]bool        // clients whose path misbehaves on the way to them
	markers map[string]bool        // texts of the kit's own, which no expectation is about
	people  []*person              // client programs

	rehearsed *cast      // what a rehearsal knows so far; nil: it is no rehearsal
	simulated *trace.Log // what happened in the simulator, where a step has failed there; nil: none has

	mu      sync.Mutex // guards both: steps may run together
	clients map[string]*client
	order   []*client // the same, in the order of their connecting
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
		dialect:  cmp.Or(opts.Dialect, &dialect.Dialect{}),
		hunter:   opts.Hunter,
		recorder: trace.NewRecorder(time.Now),
		began:    time.Now(),
		clients:  make(map[string]*client),
		slowed:   make(map[string]bool),
		markers:  make(map[string]bool),
	}
	s.recorder.Record(trace.Event{Conn: sc.ID(), Kind: trace.About, Note: sc.Claim})
	for _, line := range sc.Lines {
		s.addStep(Step{Line: line.Number, Source: line.Source, command: line.Command})
	}
	return s
}

// limit is how long an expectation may wait here while no line comes.
func (s *session) limit() time.Duration { return s.stretched(usualLimit) }

// sinceLine is how long nobody has received a line.
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

// connect makes a client and waits for the first bytes of its greeting.
func (s *session) connect(call Call) (*client, error) {
	c, err := s.open(call, s.scenario.secure())
	if err != nil {
		return nil, err
	}
	return c, c.awaitGreeting()
}

// open makes a client, which is known from then on. Over TLS it has shaken hands.
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

// handshakeLimits is how many limits a handshake of TLS may take. It is work for both
// ends, ours as well, and no clause says how long it takes.
const handshakeLimits = 3

// dial opens a connection. Many may be dialed at once; add makes them known.
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

func (s *session) add(c *client) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clients[c.name] = c
	s.order = append(s.order, c)
}

// rename lets a client be called by another name as well.
func (s *session) rename(c *client, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clients[name], c.name = c, name
}

// find returns the client of that name, or nil.
func (s *session) find(name string) *client {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clients[name]
}

// everyone returns the clients in the order of their connecting.
func (s *session) everyone() []*client {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.order)
}

// presences returns those who were let in with a name, in the order in which
// they gave it.
func (s *session) presences(name string) []*presence {
	var all []*presence
	for _, c := range s.everyone() {
		if c.roomName == name && c.admitted() {
			all = append(all, &c.presence)
		}
	}
	for _, p := range s.people {
		if p.roomName == name {
			all = append(all, &p.presence)
		}
	}
	slices.SortFunc(all, func(a, b *presence) int { return cmp.Compare(a.namedAt, b.namedAt) })
	return all
}

// client returns the client of that name, which must be connected.
func (s *session) client(name string) (*client, error) {
	if c := s.find(name); c != nil {
		return c, nil
	}
	if s.rehearsed != nil && s.rehearsed.knows(name) {
		return nil, errRehearsed
	}
	return nil, usagef("there is no client %s; join or connect comes first", name)
}

// tick counts one more coming or going, and returns the count.
func (s *session) tick() int64 {
	return s.clock.Add(1)
}

// only returns the client that is a command's one argument.
func (s *session) only(args []string) (*client, error) {
	if len(args) != 1 {
		return nil, usagef("which client?")
	}
	return s.client(args[0])
}

// each does something to each of the clients named.
func (s *session) each(names []string, do func(*client)) error {
	if len(names) == 0 {
		return usagef("which client?")
	}
	for _, name := range names {
		c, err := s.client(name)
		if err != nil {
			return err
		}
		do(c)
	}
	return nil
}

// failure completes a failure with what is known about the server.
func (s *session) failure(f Failure) *Failure {
	f.Waited = cmp.Or(f.Waited, s.sinceStep())
	wait := time.Duration(0)
	if f.closed { // perhaps because the server has ended: that takes a moment to be seen
		wait = endTime
	}
	how, ended := s.world.Ended(wait)
	if ended && f.closed {
		s.awaitEnds()
	}
	if ended && !s.stopping {
		f.Server, f.Symptom = "the server has ended: "+how, lesson.Crash
	}
	s.tellSpinning(&f)
	return &f
}

// awaitEnds gives those who read a moment to see that the server has ended: then a
// record of the same failure is the same each time.
func (s *session) awaitEnds() {
	var reading []*client
	for _, c := range s.everyone() {
		if !c.isFrozen() {
			reading = append(reading, c)
		}
	}
	atOnce(len(reading), func(i int) error {
		reading[i].await(evidenceTime, func(*inbox) bool { return false })
		return nil
	})
}

// end leaves nothing behind. The clients go first, with a reset: no TIME_WAIT
// is left that could keep the next server from the port.
func (s *session) end() {
	for _, c := range s.everyone() {
		c.abort()
	}
	s.world.Stop()
	if s.removeDir != nil {
		s.removeDir()
	}
}
