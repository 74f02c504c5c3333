package hunt

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"chatlab/lab/trace"
)

// together: reads, or writes, of one connection within this time are told as one.
const together = 250 * time.Millisecond

// Story returns the finding's trace for readers: what the clients in conns did and saw.
// Reads close together are told as one, unless something was sent between them that may
// have caused the later one. It keeps about most events around the moment at which the
// rule was broken. That moment has an event of its own.
func (f Finding) Story(conns []string, most int) trace.Log {
	told := f.told(conns)
	shown := f.shown(told)
	below := f.breaks(told, shown)
	if len(shown) > 0 || f.Violation.At > 0 {
		told = slices.Insert(told, below+1, f.mark(told[:below+1], shown))
		below++
	}
	from, until := window(told, below, most)
	return trace.NewLog(slices.Concat(f.opened(told[from:until]), told[from:until]))
}

// mark is what a story says where the rule is broken, below some events.
func (f Finding) mark(above []trace.Event, shown []shownLine) trace.Event {
	v := f.Violation
	e := trace.Event{At: v.At, Conn: v.Conn, Kind: trace.Fault, Note: "✗ " + v.Conn + ": " + v.Rule.Name}
	if len(shown) > 0 {
		e.At = above[len(above)-1].At
	}
	return e
}

// breaks returns the number of the event below which the rule is broken: the last one that
// shows it, or the last one up to its time, or the last of all. Without events it is -1.
func (f Finding) breaks(told []trace.Event, shown []shownLine) int {
	last := -1
	for _, line := range shown {
		last = max(last, line.pieces[len(line.pieces)-1].event)
	}
	if last >= 0 {
		return last
	}
	after := slices.IndexFunc(told, func(e trace.Event) bool { return e.At > f.Violation.At })
	if f.Violation.At == 0 || after < 0 {
		return len(told) - 1
	}
	return after - 1
}

// told returns what the clients in conns did and saw, and what was done to the server.
func (f Finding) told(conns []string) []trace.Event {
	var told []merged
	last := make(map[string]int) // index in told of each connection's last event
	sent := -1                   // index in told of the last event that any of them sent
	for _, e := range f.Log.All() {
		if e.Dir.IsFar() || !slices.Contains(conns, e.Conn) && e.Kind != trace.Server {
			continue
		}
		at, before := last[e.Conn]
		if before && at >= sent && e.Kind == trace.Data && told[at].Kind == trace.Data && told[at].Dir == e.Dir && e.At-told[at].At < together {
			told[at].reads = append(told[at].reads, read{len(told[at].Data), e.At})
			told[at].Data = append(told[at].Data, e.Data...)
			continue
		}
		last[e.Conn] = len(told)
		if e.Dir == trace.ToServer {
			sent = len(told)
		}
		e.Data = slices.Clone(e.Data)
		told = append(told, merged{e, []read{{0, e.At}}})
	}
	return f.apart(told)
}

// A merged event is several that are told as one.
type merged struct {
	trace.Event
	reads []read
}

// A read says when the bytes from one on came.
type read struct {
	from int
	at   time.Duration
}

// part returns a part of the event, with the time at which its first byte came.
func (m merged) part(from, to int) trace.Event {
	e := m.Event
	e.Data = e.Data[from:to]
	for _, r := range m.reads {
		if r.from <= from {
			e.At = r.at
		}
	}
	return e
}

// window returns which part of a story has about most events around the one at which the
// rule is broken.
func window(told []trace.Event, broken, most int) (from, until int) {
	until = min(len(told), max(broken+1+most/4, most))
	return max(0, until-most), until
}

// opened returns an open event for each connection of a part of a trace that has none there,
// because a capture must begin with them. They are in the order in which the clients came.
func (f Finding) opened(part []trace.Event) (open []trace.Event) {
	for _, conn := range f.Log.Conns() {
		first := slices.IndexFunc(part, func(e trace.Event) bool { return e.Conn == conn && e.Kind.OnWire() })
		if first >= 0 && part[first].Kind != trace.Open {
			open = append(open, trace.Event{At: part[0].At, Conn: conn, Kind: trace.Open})
		}
	}
	return open
}

// apart gives the server's own lines rows of their own, since they are what a reader looks for
// among the talk, and so the lines that show the break of the rule.
func (f Finding) apart(told []merged) (all []trace.Event) {
	const talk, notice = 0, 1 // kinds of lines; those that show the break have numbers from 2 on
	seen := f.sightings()
	for _, m := range told {
		if m.Dir != trace.ToClient || m.Kind != trace.Data {
			all = append(all, m.Event)
			continue
		}
		from, at, before := 0, 0, talk
		for line := range bytes.Lines(m.Data) {
			kind := talk
			if line[0] == '*' {
				kind = notice
			}
			if i := slices.IndexFunc(seen, func(s sighting) bool { return s.conn == m.Conn && s.is(line) }); i >= 0 {
				kind = 2 + i
			}
			if kind != before && at > from {
				all = append(all, m.part(from, at))
				from = at
			}
			before = kind
			at += len(line)
		}
		all = append(all, m.part(from, at))
	}
	slices.SortStableFunc(all, func(a, b trace.Event) int { return cmp.Compare(a.At, b.At) })
	return all
}
