package hunt

import (
	"bytes"
	"slices"
	"time"

	"chatlab/lab/trace"
)

// together: reads, or writes, of one connection within this time are told as one.
const together = time.Second

// Story returns the finding's trace for readers: what the clients in conns did and saw.
// Reads close together are told as one, unless something was sent between them that may
// have caused the later one. It keeps about most events around the moment at which the
// rule was broken. That moment has an event of its own.
func (f Finding) Story(conns []string, most int) trace.Log {
	told := f.marked(f.told(conns))
	from, until := f.window(told, most)
	return trace.NewLog(slices.Concat(f.opened(told[from:until]), told[from:until]))
}

// told returns what the clients in conns did and saw, and what was done to the server.
func (f Finding) told(conns []string) (told []trace.Event) {
	last := make(map[string]int) // index in told of each connection's last event
	sent := -1                   // index in told of the last event that any of them sent
	for _, e := range f.Log.All() {
		if e.Dir.IsFar() || !slices.Contains(conns, e.Conn) && e.Kind != trace.Server {
			continue
		}
		at, before := last[e.Conn]
		if before && at >= sent && e.Kind == trace.Data && told[at].Kind == trace.Data && told[at].Dir == e.Dir && e.At-told[at].At < together {
			told[at].Data = append(told[at].Data, e.Data...)
			continue
		}
		last[e.Conn] = len(told)
		if e.Dir == trace.ToServer {
			sent = len(told)
		}
		e.Data = slices.Clone(e.Data)
		told = append(told, e)
	}
	return f.apart(told)
}

// window returns which part of a story has about most events around the break of the rule.
func (f Finding) window(told []trace.Event, most int) (from, until int) {
	after := slices.IndexFunc(told, func(e trace.Event) bool { return e.At > f.Violation.At })
	if f.Violation.At == 0 || after < 0 {
		after = len(told)
	}
	until = min(len(told), max(after+most/4, most))
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

// marked inserts what is wrong at its moment, if that is known.
func (f Finding) marked(told []trace.Event) []trace.Event {
	v := f.Violation
	at := slices.IndexFunc(told, func(e trace.Event) bool { return e.At > v.At })
	if v.At == 0 || at < 0 {
		return told
	}
	note := "✗ " + v.Conn + ": " + v.Rule.Name
	return slices.Insert(told, at, trace.Event{At: v.At, Conn: v.Conn, Kind: trace.Fault, Note: note})
}

// apart gives the server's own lines rows of their own, since they are what a reader looks for
// among the talk, and so the lines that show the break of the rule.
func (f Finding) apart(told []trace.Event) (all []trace.Event) {
	seen := f.sightings()
	const talk, notice = 0, 1 // kinds of lines; those that show the break have numbers from 2 on
	for _, e := range told {
		if e.Dir != trace.ToClient || e.Kind != trace.Data {
			all = append(all, e)
			continue
		}
		var part []byte
		before := talk
		for line := range bytes.Lines(e.Data) {
			kind := talk
			if line[0] == '*' {
				kind = notice
			}
			if at := slices.IndexFunc(seen, func(s sighting) bool { return s.conn == e.Conn && s.line+"\n" == string(line) }); at >= 0 {
				kind = 2 + at
			}
			if kind != before && len(part) > 0 {
				all = append(all, withData(e, part))
				part = nil
			}
			before = kind
			part = append(part, line...)
		}
		all = append(all, withData(e, part))
	}
	return all
}

func withData(e trace.Event, data []byte) trace.Event {
	e.Data = data
	return e
}
