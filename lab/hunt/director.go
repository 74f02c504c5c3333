package hunt

import (
	"context"
	"slices"
	"time"

	"chatlab/lab/fault"
	"chatlab/lab/sim"
	"chatlab/lab/trace"
)

// observer is a connection that listens all the time. newcomer joins at the end and is
// told who is there.
const (
	observer = "observer"
	newcomer = "newcomer"
)

// The directions of a path that can be cut.
const (
	toServer = "to-server"
	toClient = "to-client"
	bothWays = "both-ways"
)

// An actor is one connection of the crowd.
type actor struct {
	label, name string
	puppet      *sim.Puppet
	in          bool // it is connected, as far as it knows
	over        bool // it has ended its side or seen the server's end
	odd         bool // something unusual has happened to it, such as a cut
	vanished    bool
	frozen      bool
}

// pathOf returns the profile of a client's path. The observer and the newcomer are in
// one room with the server.
func (d *director) pathOf(name string) sim.Profile {
	if name == observer || name == newcomer {
		return sim.Profiles()[0]
	}
	return d.profile
}

// plan schedules everything that happens in the run.
func (d *director) plan(cancel context.CancelFunc) {
	n := d.net
	d.at(0, func() { d.join(observer, observer) })
	var last time.Duration
	calm := patience
	for _, op := range d.c.Ops {
		last = max(op.At, early)
		d.at(last, func() { d.do(op) })
		if op.Do == Vanish {
			calm = forever
		}
	}
	d.at(last+settling, func() {
		d.healAll()
		d.whenQuiet(calm, n.Elapsed()+longest, func() {
			d.join(newcomer, newcomer)
			d.at(n.Elapsed()+arrival, d.end)
			d.at(n.Elapsed()+arrival+ending, cancel)
		})
	})
}

// at makes something happen at that time, unless the run is over then.
func (d *director) at(when time.Duration, do func()) {
	d.net.At(when, func() {
		if !d.ended.Load() {
			do()
		}
	})
}

// whenQuiet calls do when nobody has sent anything for calm, but at latest in any case.
func (d *director) whenQuiet(calm, latest time.Duration, do func()) {
	sent, since := d.net.Segments(), d.net.Elapsed()
	var again func()
	again = func() {
		now := d.net.Elapsed()
		if n := d.net.Segments(); n != sent {
			sent, since = n, now
		}
		if now >= min(since+calm, latest) {
			do()
			return
		}
		d.at(now+time.Second, again)
	}
	again()
}

// do makes one op happen. It ignores an op of a client that is not there. A client that
// is not connected yet can't talk.
func (d *director) do(op Op) {
	if op.Do == Join {
		d.join(op.Who, op.As)
		return
	}
	a := d.actors[op.Who]
	if a == nil || a.over || op.Do.talks() && !a.in {
		return
	}
	p := a.puppet
	switch op.Do {
	case Say, Msg, Burst, Mumble:
		a.odd = a.odd || op.Do == Burst
		p.Send(d.c.text(op))
	case Leave:
		a.over = true
		p.Finish()
	case Reset:
		a.over = true
		p.Reset()
	case Vanish:
		a.over, a.vanished = true, true
		d.did(a, trace.LosesPower)
		d.record.Vanished[a.label] = d.net.Elapsed()
		p.Vanish()
	case Freeze:
		a.odd, a.frozen = true, true
		d.did(a, trace.StopsReading)
		p.Freeze()
	case Thaw:
		d.thaw(a)
	case Cut:
		a.odd = true
		d.tell(a, op)
		p.Cut(op.What != toClient, op.What != toServer)
	case Heal:
		d.tell(a, op)
		p.Heal()
	case Net:
		a.odd = true
		d.tell(a, op)
		p.Faults(parse(op.What))
	}
}

func parse(what string) []fault.Spec {
	specs, err := fault.ParseList(what)
	if err != nil {
		panic(err) // a test has parsed all that are drawn
	}
	return specs
}

// thaw lets a client read again, if it is frozen.
func (d *director) thaw(a *actor) {
	if a.frozen {
		a.frozen = false
		d.did(a, trace.ReadsAgain)
	}
	a.puppet.Thaw()
}

// tell records what happens to a client's path, which can't be seen on the wire, for pictures.
func (d *director) tell(a *actor, op Op) {
	d.told(trace.Event{Conn: a.label, Kind: trace.Fault, Note: op.Words()})
}

// did records what a client is made to do, for pictures.
func (d *director) did(a *actor, act trace.Act) { d.told(act.Of(a.label)) }

// told records an event that only pictures need. Without a trace there are none.
func (d *director) told(e trace.Event) {
	if d.c.Trace != "" {
		d.note(e)
	}
}

// join connects a client, which sends its name.
func (d *director) join(label, name string) {
	if d.actors[label] != nil {
		return
	}
	a := &actor{label: label, name: name}
	a.puppet = d.net.Puppet(label, sim.Sees{
		Open: func() {
			a.in = true
			a.puppet.Send([]byte(name + "\n"))
		},
		End: func(error) {
			if a.in && !a.vanished {
				a.puppet.Close()
			}
			a.in, a.over = false, true
		},
	})
	d.actors[label] = a
	d.order = append(d.order, a)
}

// healAll ends all cuts, freezes and faults, so that everything arrives.
func (d *director) healAll() {
	for _, a := range d.order {
		if a.vanished || !a.in {
			continue
		}
		a.puppet.Heal()
		a.puppet.Faults(nil)
		d.thaw(a)
	}
}

// end notes who is there, and tells the server to end.
func (d *director) end() {
	r := &d.record
	r.Until = d.recorder.Log().Len()
	for _, a := range d.order {
		if a.in && !a.over && a.label != "" {
			r.Settled = append(r.Settled, a.label)
		}
		if !a.odd && !a.vanished && !slices.Contains([]string{observer, newcomer}, a.label) {
			r.Healthy = append(r.Healthy, a.label)
		}
	}
	d.told(trace.Event{Conn: "server", Kind: trace.Server, Note: "told to end"})
	d.stop()
}
