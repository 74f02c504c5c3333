package hunt

import (
	"bytes"
	"time"

	"chatlab/lab/trace"
)

// A talk compares a record with what the clients of a case say.
type talk struct {
	c  Case // full
	of map[string]*client
}

// A client is what a record shows of one.
type client struct {
	rest  []expected    // what it sends in the case, of which nothing has arrived yet
	begun []byte        // what has arrived of the first of rest
	named bool          // its name has arrived
	came  time.Duration // when its name arrived
	ended int           // the first event with which either side ended the connection; never, if there is none
}

// An expected is what a client sends at once, at that time or later.
type expected struct {
	at   time.Duration
	name string
	op   Op     // if there is no name
	text []byte // what that is, once it is known
}

const never = -1

func newTalk(c Case) *talk {
	t := &talk{c: c, of: map[string]*client{}}
	come := func(who, name string, at time.Duration) {
		if t.of[who] == nil {
			t.of[who] = &client{ended: never, rest: []expected{{at: at, name: name}}}
		}
	}
	come(observer, observer, 0)
	come(newcomer, newcomer, 0)
	for _, op := range c.Ops {
		switch cl := t.of[op.Who]; {
		case op.Do == Join:
			come(op.Who, op.As, op.At)
		case op.Do.talks() && cl != nil:
			cl.rest = append(cl.rest, expected{at: op.At, op: op})
		}
	}
	return t
}

// take adds an event of the record.
func (t *talk) take(at int, e trace.Event) {
	cl := t.of[e.Conn]
	switch {
	case cl == nil:
	case e.Dir == trace.FarToServer && e.Kind == trace.Data:
		t.arrives(cl, e)
	case e.Dir.IsFar() && (e.Kind == trace.Fin || e.Kind == trace.Reset) && cl.ended == never:
		cl.ended = at
	}
}

// arrives notes what has reached the server. A client says nothing while it is not connected, so
// the record may lack some of what the case lets it say.
func (t *talk) arrives(cl *client, e trace.Event) {
	cl.begun = append(cl.begun, e.Data...)
	for len(cl.begun) > 0 && len(cl.rest) > 0 {
		text := t.text(&cl.rest[0])
		switch {
		case bytes.HasPrefix(cl.begun, text):
			if !cl.named {
				cl.named, cl.came = true, e.At
			}
			cl.begun = cl.begun[len(text):]
		case bytes.HasPrefix(text, cl.begun):
			return // the rest of it may come
		}
		cl.rest = cl.rest[1:]
	}
}

// text returns what is sent. It is made once: a burst arrives in many pieces.
func (t *talk) text(e *expected) []byte {
	switch {
	case e.text != nil:
	case e.name != "":
		e.text = []byte(e.name + "\n")
	default:
		e.text = t.c.text(e.op)
	}
	return e.text
}

// untaken returns clients that came to stay and talk. Some of their words have not reached the
// server, although nobody has ended the connection before an event. A client says nothing
// before it is connected, and is connected when its name arrives.
func (t *talk) untaken(stay []string, until int) (all []string) {
	for _, who := range stay {
		cl := t.of[who]
		if cl.ended != never && cl.ended < until || len(cl.rest) == 0 {
			continue
		}
		if last := cl.rest[len(cl.rest)-1]; !cl.named || len(cl.begun) > 0 || last.at >= cl.came {
			all = append(all, who)
		}
	}
	return all
}
