package hunt

import (
	"bytes"
	"context"
	"errors"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	shares "chatlab/lab/share"
	"chatlab/lab/sim"
	"chatlab/lab/trace"
	"chatlab/server"
)

// limited is the reference server with those limits.
func limited(limits server.Limits) Serve {
	return func(ctx context.Context, ln net.Listener) error {
		return (&server.Server{Limits: limits}).Serve(ctx, ln)
	}
}

// observed makes a run.
func observed(t *testing.T, serve Serve, c Case) seen {
	t.Helper()
	s, err := observe(serve, c, sources{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestProof: every record has a proof if it is one of its run, whatever the crowd, the server and
// the network do.
func TestProof(t *testing.T) {
	shares.Slow(t)
	reference := limited(server.Limits{})
	proves := func(name string, serve Serve, c Case) {
		c.Proof = true
		if err := observed(t, serve, c).proven(t.Context(), c); err != nil {
			t.Errorf("%s, seed %d: %v", name, c.Seed, err)
		}
	}
	for seed := range uint64(40) {
		proves("the reference", reference, Case{Seed: seed})
	}
	for seed := range uint64(10) {
		proves("hangs up at once", limited(server.Limits{Drain: 1}), Case{Seed: seed})
		proves("is impatient", limited(server.Limits{Outbox: 20_000, HoldUp: 1}), Case{Seed: seed})
		proves("is full", limited(server.Limits{Clients: 3}), Case{Seed: seed})
		proves("ends at once", func(_ context.Context, ln net.Listener) error { return ln.Close() }, Case{Seed: seed})
		proves("with both ends", reference, Case{Seed: seed, Trace: filepath.Join(t.TempDir(), "run.trace")})
	}
	for _, p := range sim.Profiles() {
		proves(p.Name, reference, Case{Seed: 1, Profile: p.Name})
	}
	proves("a large crowd", reference, Case{Seed: 1, Clients: 200})
}

// rough has most of what can happen to a client. Two stay, and only talk.
const rough = `
110ms ana join
120ms bruno join
130ms carla join
140ms dora join
150ms emil join
160ms frida join
170ms gil join
180ms hana join
1s    ana say 1000
1.1s  bruno freeze
1.2s  carla net delay 300ms to-client, slice 1..90
1.3s  dora cut both-ways
1.4s  emil burst 30 9000
1.5s  ana say 70
1.6s  frida mumble 7
1.7s  gil burst 30 9000
2s    hana vanish
2.1s  ana msg frida 100
5s    dora heal
6s    bruno thaw
6.1s  bruno say 30
6.2s  gil reset
7s    frida leave
8s    emil say 3000
9s    carla say 20
`

func roughCase(t *testing.T) Case {
	ops, err := ParseOps(strings.NewReader(rough))
	if err != nil {
		t.Fatal(err)
	}
	return Case{Seed: 1, Profile: "mobile", Ops: ops, Words: "abc", Proof: true}
}

// TestForgedRequests: the true record of a run that is kinder than the one that was asked for, or
// another, is refused, although it breaks no rule.
func TestForgedRequests(t *testing.T) {
	asked := roughCase(t)
	without := func(verbs ...Verb) func(*Case) {
		return func(c *Case) {
			c.Ops = slices.DeleteFunc(c.Ops, func(op Op) bool { return slices.Contains(verbs, op.Do) })
		}
	}
	each := func(change func(*Op)) func(*Case) {
		return func(c *Case) {
			for i := range c.Ops {
				change(&c.Ops[i])
			}
		}
	}
	last := func(c *Case) *Op { return &c.Ops[len(c.Ops)-1] }
	for name, edit := range map[string]func(*Case){
		"":                 func(*Case) {},
		"a good network":   func(c *Case) { c.Profile = "lan" },
		"a worse network":  func(c *Case) { c.Profile = "terrible" },
		"other chance":     func(c *Case) { c.Seed++ },
		"other words":      func(c *Case) { c.Words = "" },
		"no freezes":       without(Freeze, Thaw),
		"endless freezes":  without(Thaw),
		"no faults":        without(Net),
		"no cuts":          without(Cut, Heal),
		"nobody vanishes":  without(Vanish),
		"nobody leaves":    without(Leave),
		"no resets":        without(Reset),
		"no half lines":    without(Mumble),
		"a client less":    func(c *Case) { c.Ops = slices.DeleteFunc(c.Ops, func(op Op) bool { return op.Who == last(c).Who }) },
		"an op less":       func(c *Case) { c.Ops = c.Ops[:len(c.Ops)-1] },
		"an op later":      func(c *Case) { last(c).At += time.Millisecond },
		"everything later": each(func(op *Op) { op.At += time.Second }),
		"short freezes": func(c *Case) {
			frozen := map[string]time.Duration{}
			each(func(op *Op) {
				switch op.Do {
				case Freeze:
					frozen[op.Who] = op.At
				case Thaw:
					op.At = frozen[op.Who] + time.Millisecond
				}
			})(c)
			slices.SortStableFunc(c.Ops, func(a, b Op) int { return int(a.At - b.At) })
		},
		"smaller faults": each(func(op *Op) {
			if op.Do == Net {
				op.What = "delay 290ms to-client, slice 1..90"
			}
		}),
	} {
		c := asked
		c.Ops = slices.Clone(asked.Ops)
		edit(&c)
		o, err := observed(t, limited(server.Limits{}), c).judged(t.Context(), asked)
		believed(t, name, o, err)
	}
}

// believed checks that a record without a name is believed, and that any other is refused.
func believed(t *testing.T, name string, o Outcome, err error) {
	t.Helper()
	bad := badReply("")
	switch refused := errors.As(err, &bad); {
	case name == "" && (err != nil || len(o.Broken) > 0):
		t.Errorf("the record itself: %v, %v", err, o.Broken)
	case name != "" && !refused && len(o.Broken) == 0:
		t.Errorf("%s: it is believed", name)
	case name != "":
		t.Logf("%s: %v, %d rules broken", name, err, len(o.Broken))
	}
}

// TestForgedRecords: a record that was changed afterwards is refused, or speaks against the
// server.
func TestForgedRecords(t *testing.T) {
	c := roughCase(t)
	who := "ana"
	for name, forge := range map[string]func(*seen){
		"":                      func(*seen) {},
		"empty":                 func(s *seen) { *s = seen{} },
		"no calls":              func(s *seen) { s.Syscalls = nil },
		"the first calls":       func(s *seen) { s.Syscalls = s.Syscalls[:len(s.Syscalls)/2] },
		"it never ends":         func(s *seen) { s.Syscalls = s.Syscalls[:len(s.Syscalls)-1] },
		"a call less":           func(s *seen) { s.Syscalls = slices.Delete(s.Syscalls, 50, 51) },
		"a smaller read":        func(s *seen) { s.first(sim.Reads).N-- },
		"a smaller write":       func(s *seen) { s.first(sim.Writes).N-- },
		"calls later":           func(s *seen) { s.later(time.Millisecond, func(int) bool { return true }) },
		"a call a little later": func(s *seen) { s.later(1, func(i int) bool { return i == 50 }) },
		"all later": func(s *seen) {
			s.later(time.Millisecond, func(int) bool { return true })
			s.change(func(e *trace.Event) { e.At += time.Millisecond })
		},
		"times shifted":         func(s *seen) { s.change(func(e *trace.Event) { e.At += time.Millisecond }) },
		"everything at once":    func(s *seen) { s.change(func(e *trace.Event) { e.At = 0 }) },
		"a note":                func(s *seen) { s.change(func(e *trace.Event) { e.Note += " " }) },
		"nothing counts":        func(s *seen) { s.Record.Until = 0 },
		"more counts":           func(s *seen) { s.Record.Until = s.Record.Log.Len() },
		"one event counts less": func(s *seen) { s.Record.Until-- },
		"beyond the end":        func(s *seen) { s.Record.Until = 1 << 40 },
		"an earlier run":        func(s *seen) { s.Early = 1 },
		"an event less": func(s *seen) {
			n := 0
			s.keep(func(trace.Event) bool { n++; return n != 400 })
		},
		"an event more": func(s *seen) {
			s.Record.Log = trace.NewLog(append(s.events(), trace.Event{At: time.Hour, Conn: who, Kind: trace.Open}))
		},
		"a client is not there":       func(s *seen) { s.keep(func(e trace.Event) bool { return e.Conn != who }) },
		"a client has another name":   func(s *seen) { s.change(func(e *trace.Event) { e.Conn = rename(e.Conn, who) }) },
		"the words of a client less":  func(s *seen) { s.keep(func(e trace.Event) bool { return !bytes.HasPrefix(e.Data, []byte(who+" ")) }) },
		"nobody was there at the end": func(s *seen) { s.Record.Settled = nil },
		"nobody was well":             func(s *seen) { s.Record.Healthy = nil },
		"nobody has vanished":         func(s *seen) { s.Record.Vanished = nil },
		"more segments":               func(s *seen) { s.Segments++ },
		"more time":                   func(s *seen) { s.Virtual++ },
	} {
		s := observed(t, limited(server.Limits{}), c)
		forge(&s)
		o, err := s.judged(t.Context(), c)
		believed(t, name, o, err)
	}
}

func rename(name, who string) string {
	if name == who {
		return "zoe"
	}
	return name
}

// first returns the first system call of a kind.
func (s *seen) first(kind sim.SyscallKind) *sim.Syscall {
	return &s.Syscalls[slices.IndexFunc(s.Syscalls, func(s sim.Syscall) bool { return s.Kind == kind })]
}

// later moves some system calls.
func (s *seen) later(by time.Duration, which func(i int) bool) {
	for i := range s.Syscalls {
		if which(i) {
			s.Syscalls[i].At += by
		}
	}
}

// keep leaves out events of the record.
func (s *seen) keep(which func(trace.Event) bool) {
	until, before := s.Record.Until, 0
	var all []trace.Event
	for at, e := range s.Record.Log.All() {
		if which(e) {
			all = append(all, e)
			if at < until {
				before++
			}
		}
	}
	s.Record.Log, s.Record.Until = trace.NewLog(all), before
}

// events returns the events of the record.
func (s *seen) events() (all []trace.Event) {
	for _, e := range s.Record.Log.All() {
		all = append(all, e)
	}
	return all
}

// change changes all events of the record.
func (s *seen) change(how func(*trace.Event)) {
	all := s.events()
	for i := range all {
		how(&all[i])
	}
	s.Record.Log = trace.NewLog(all)
}
