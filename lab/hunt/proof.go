package hunt

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"chatlab/lab/trace"
)

// A proof compares a record with what the clients of a case do. A record shows only what they
// send there, and not before the time.
type proof struct {
	c     Case // full
	of    map[string]*client
	order []string // of the clients
}

// A client is what a record shows of one.
type client struct {
	rest  []expected    // what it sends in the case, of which nothing has arrived yet
	begun []byte        // what has arrived of the first of rest
	since time.Duration // when the first byte of begun arrived
	named bool          // its name has arrived
	came  time.Duration // when its name arrived
	ended int           // the first event with which either side ended the connection; never, if there is none
}

// An expected is what a client sends at once, at that time or later.
type expected struct {
	at   time.Duration
	name string
	op   Op // if there is no name
	text []byte
}

const never = -1

func newProof(c Case) *proof {
	p := &proof{c: c, of: map[string]*client{}}
	come := func(who, name string, at time.Duration) {
		if p.of[who] == nil {
			p.order = append(p.order, who)
			p.of[who] = &client{ended: never, rest: []expected{{at: at, name: name}}}
		}
	}
	come(observer, observer, 0)
	for _, op := range c.Ops {
		switch cl := p.of[op.Who]; {
		case op.Do == Join:
			come(op.Who, op.As, op.At)
		case op.Do.talks() && cl != nil:
			cl.rest = append(cl.rest, expected{at: op.At, op: op})
		}
	}
	come(newcomer, newcomer, c.calmed())
	return p
}

// calmed is when the last op of a full case has happened and all paths are healed. No run ends
// before, unless the server ends it.
func (c Case) calmed() time.Duration {
	last := early
	for _, op := range c.Ops {
		last = max(last, op.At)
	}
	return last + settling
}

// take adds an event. The error is a badReply.
func (p *proof) take(at int, e trace.Event) error {
	cl := p.of[e.Conn]
	switch {
	case e.Kind == trace.Server:
	case cl == nil:
		return badReply(fmt.Sprintf("its record shows %q, who is not in the run", e.Conn))
	case e.Dir == trace.FarToServer && e.Kind == trace.Data:
		if !p.sends(cl, e) {
			return badReply(fmt.Sprintf("its record shows something that %s does not say in this run, or not yet", e.Conn))
		}
	case e.Dir.IsFar() && (e.Kind == trace.Fin || e.Kind == trace.Reset) && cl.ended == never:
		cl.ended = at
	}
	return nil
}

// sends reports whether a client sends that. It may leave out what it says in the case, but not
// its name: a client that is not connected says nothing.
func (p *proof) sends(cl *client, e trace.Event) bool {
	if len(cl.begun) == 0 {
		cl.since = e.At
	}
	cl.begun = append(cl.begun, e.Data...)
	for len(cl.begun) > 0 {
		if len(cl.rest) == 0 {
			return false
		}
		text := p.text(&cl.rest[0])
		switch {
		case bytes.HasPrefix(cl.begun, text) && cl.since < cl.rest[0].at:
			return false
		case bytes.HasPrefix(cl.begun, text):
			if !cl.named {
				cl.named, cl.came = true, e.At
			}
			cl.begun, cl.since = cl.begun[len(text):], e.At
		case bytes.HasPrefix(text, cl.begun):
			return true // the rest of it may come
		case !cl.named:
			return false
		}
		cl.rest = cl.rest[1:]
	}
	return true
}

// text returns what is sent, which is made once.
func (p *proof) text(e *expected) []byte {
	switch {
	case e.text != nil:
	case e.name != "":
		e.text = []byte(e.name + "\n")
	default:
		e.text = p.c.text(e.op)
	}
	return e.text
}

// untaken returns the clients that came to stay and talk, and of whose words not all have
// reached the server, although nobody has ended the connection before an event. A client says
// nothing before it is connected, and is connected when its name arrives.
func (p *proof) untaken(stay []string, until int) (all []string) {
	for _, who := range stay {
		cl := p.of[who]
		if cl.over(until) || len(cl.rest) == 0 {
			continue
		}
		if last := cl.rest[len(cl.rest)-1]; !cl.named || len(cl.begun) > 0 || last.at >= cl.came {
			all = append(all, who)
		}
	}
	return all
}

// over reports whether the connection was ended before an event.
func (c *client) over(until int) bool { return c.ended != never && c.ended < until }

// whole returns nil if a record without a fault is one of the whole run; otherwise a badReply.
func (p *proof) whole(s seen, stay []string) error {
	r, calmed := s.Record, p.c.calmed()
	for at, e := range r.Log.All() {
		if e.At < calmed && at >= r.Until {
			return badReply("its record ends before the run does")
		}
	}
	for _, who := range stay {
		if !p.of[who].over(r.Until) && !slices.Contains(r.Settled, who) {
			return badReply(fmt.Sprintf("it does not say that %s was there at the end", who))
		}
	}
	return nil
}
