// Package play is a server with a few people at it, played by hand: what they send, how the
// network behaves, and what happened. It runs the server, keeps all within bounds, and
// leaves nothing running.
//
//   - play.go: Play, and the life of its server; state.go: how it stands
//   - person.go: somebody at the server; call.go: one connection of theirs
//   - inbox.go: what they have sent and received
//   - path.go: the path between a person and the server; controls.go: its faults as knobs
//   - record.go: what happened, without passwords
package play

import (
	"context"
	"errors"
	"maps"
	"net"
	"slices"
	"sync"
	"time"

	"chatlab/lab/program"
	"chatlab/lab/trace"
	"chatlab/server/settings"
)

// The parts of a play that Config.Changed names, beside the people.
const (
	Server = "server" // its phase, and what it printed
	Wire   = "wire"   // what was recorded
)

// Config says what is played.
type Config struct {
	Caption string                                         // what the server is called
	Build   func(context.Context) (program.Command, error) // makes the server
	Dir     string                                         // where the server works, if its command does not say
	Env     []string                                       // settings of the server
	People  []string

	// Changed is told which parts have changed, at most once in tellEvery. It may be nil.
	Changed func(parts []string)
}

// tellEvery is the shortest time between two calls of Config.Changed.
const tellEvery = 80 * time.Millisecond

// slow stretches the limits of a server's start and end. So an interrupted server gets ten seconds.
// The student may start another one before they are over.
const slow = 5

// A Play is one server, from its start on, and the people at it.
type Play struct {
	config Config
	id     int64 // tells it from others
	people []*Person
	record *record
	work   sync.WaitGroup // all goroutines of the play
	wake   chan struct{}  // has a value if changed has
	cancel func()         // ends the play
	ready  chan struct{}  // closed when cancel is set

	mu      sync.Mutex // guards all below
	changed map[string]bool
	phase   Phase
	how     string             // how the server ended, or why it did not start
	printed string             // by a compiler, if it did not start
	running *program.Program   // nil before it runs
	halt    context.CancelFunc // asks the server to end
	takes   int                // how often the record was begun
}

// New returns a play that Run begins.
func New(c Config) *Play {
	p := &Play{config: c, id: time.Now().UnixNano(), record: newRecord(c.Caption), wake: make(chan struct{}, 1), changed: make(map[string]bool), ready: make(chan struct{})}
	for _, name := range c.People {
		p.people = append(p.people, &Person{play: p, name: name})
	}
	return p
}

// Run builds and starts the server, and returns when nothing of the play is left running: soon
// after ctx has ended, or when the server could not be started.
func (p *Play) Run(ctx context.Context) {
	defer p.tellAll()
	ctx, p.cancel = context.WithCancel(ctx)
	close(p.ready)
	defer p.work.Wait()
	defer p.cancel()
	p.work.Go(func() { p.telling(ctx) })
	server, err := p.start(ctx)
	if err != nil {
		p.failed(err)
		return
	}
	defer server.Kill()
	defer func() {
		for _, person := range p.people {
			person.leave()
		}
	}()
	if err := p.layPaths(ctx); err != nil {
		p.failed(err)
		return
	}
	p.record.clear(p.config.Caption)
	wait, halt := context.WithCancel(ctx)
	defer halt()
	p.set(func() { p.phase, p.running, p.halt = Running, server, halt })
	p.work.Go(func() { p.follow(ctx, server) })
	server.AwaitEnd(wait)
	p.end(server)
	<-ctx.Done()
}

// start builds and starts the server.
func (p *Play) start(ctx context.Context) (*program.Program, error) {
	command, err := p.config.Build(ctx)
	if err != nil {
		return nil, err
	}
	if command.Dir == "" {
		command.Dir = p.config.Dir
	}
	p.set(func() { p.phase = Starting })
	return program.Start(ctx, command, program.Options{Env: p.config.Env, Not: settings.Variables, Slow: slow})
}

// layPaths makes the paths of all people. They live until ctx ends.
func (p *Play) layPaths(ctx context.Context) error {
	for _, person := range p.people {
		way, err := newPath(ctx, person)
		if err != nil {
			return err
		}
		person.set(func() {
			person.way = way
			way.proxy.Set(person.faults)
		})
	}
	return nil
}

// failed notes why the server does not run.
func (p *Play) failed(err error) {
	trouble := new(program.Trouble)
	p.set(func() {
		p.phase, p.how = Failed, err.Error()
		if errors.As(err, &trouble) {
			p.how, p.printed = trouble.What, trouble.Output
		}
		if errors.Is(err, context.Canceled) {
			p.how = "stopped before it ran"
		}
	})
}

// end stops the server if it still runs, and notes how it ended.
func (p *Play) end(server *program.Program) {
	if _, ended := server.Ended(); !ended {
		p.set(func() { p.phase = Stopping })
		p.note("interrupted")
		server.Stop()
	}
	how, _ := server.Ended()
	if trouble := server.Trouble(); trouble != nil {
		how = trouble.What
	}
	p.note(trace.ServerEnded + ": " + how)
	p.set(func() { p.phase, p.how = Ended, how })
}

// note records something about the server.
func (p *Play) note(what string) {
	p.record.add("", trace.Event{Conn: "server", Kind: trace.Server, Note: what})
	p.tell(Wire)
}

// follow tells when the server has printed something, until its end.
func (p *Play) follow(ctx context.Context, server *program.Program) {
	for seen, more := "", true; more; p.tell(Server) {
		more = server.AwaitOutput(ctx, func(text string) bool { return text != seen })
		seen = server.Output()
	}
}

// Stop interrupts the server, as Ctrl-C does. A server that is still built or started is given up.
// People, paths and the record stay.
func (p *Play) Stop() {
	<-p.ready
	p.mu.Lock()
	halt := p.halt
	p.mu.Unlock()
	if halt == nil {
		halt = p.cancel
	}
	halt()
}

// Person returns somebody of the play, or nil.
func (p *Play) Person(name string) *Person {
	at := slices.IndexFunc(p.people, func(person *Person) bool { return person.name == name })
	if at < 0 {
		return nil
	}
	return p.people[at]
}

// Clear begins a new record.
func (p *Play) Clear() {
	p.record.clear(p.config.Caption)
	p.set(func() { p.takes++ })
	p.tell(Wire)
}

// ID tells the play from others.
func (p *Play) ID() int64 { return p.id }

// Log returns what was recorded, without passwords.
func (p *Play) Log() trace.Log { return p.record.log() }

// dial connects a path to the server.
func (p *Play) dial(ctx context.Context) (net.Conn, error) {
	p.mu.Lock()
	server := p.running
	p.mu.Unlock()
	if server == nil {
		return nil, errNoServer
	}
	return server.Dial(ctx, "")
}

// set changes how the play stands.
func (p *Play) set(change func()) {
	p.mu.Lock()
	change()
	p.mu.Unlock()
	p.tell(Server)
}

// tell notes that parts have changed. It never waits.
func (p *Play) tell(parts ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, part := range parts {
		p.changed[part] = true
	}
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// telling tells what has changed, until ctx ends.
func (p *Play) telling(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.wake:
		}
		p.mu.Lock()
		parts := slices.Sorted(maps.Keys(p.changed))
		clear(p.changed)
		p.mu.Unlock()
		if p.config.Changed != nil {
			p.config.Changed(parts)
		}
		pause := time.NewTimer(tellEvery) // a flood must not keep every page busy
		select {
		case <-ctx.Done():
			pause.Stop()
			return
		case <-pause.C:
		}
	}
}

// tellAll tells, at the end, that all may have changed.
func (p *Play) tellAll() {
	if p.config.Changed != nil {
		p.config.Changed(append([]string{Server, Wire}, p.config.People...))
	}
}
