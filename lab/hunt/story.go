package hunt

import (
	"bytes"
	"cmp"
	"fmt"
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
	var told []trace.Event
	last := make(map[string]int) // index in told of each connection's last event
	sent := -1                   // index in told of the last event that any of them sent
	for _, e := range f.Log.All() {
		if e.Dir.IsFar() || !slices.Contains(conns, e.Conn) {
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
	told = f.marked(apart(told))
	after := slices.IndexFunc(told, func(e trace.Event) bool { return e.At > f.Violation.At })
	if f.Violation.At == 0 || after < 0 {
		after = len(told)
	}
	until := min(len(told), max(after+most/4, most))
	return trace.NewLog(opened(told[max(0, until-most):until]))
}

// opened returns a part of a trace with an open event for each connection before it, because a
// capture must begin with them.
func opened(part []trace.Event) []trace.Event {
	seen := make(map[string]bool)
	var open []trace.Event
	for _, e := range part {
		if !seen[e.Conn] && e.Kind != trace.Open {
			open = append(open, trace.Event{At: part[0].At, Conn: e.Conn, Kind: trace.Open})
		}
		seen[e.Conn] = true
	}
	return append(open, part...)
}

// Picture returns the story of all connections involved, for a picture. Its steps are
// the operations, and its title is what is wrong.
func (f Finding) Picture(name string) trace.Log {
	const most = 400
	all := []trace.Event{{Conn: name, Kind: trace.About, Note: f.Violation.What}}
	for _, op := range f.Case.Ops {
		all = append(all, trace.Event{At: op.At, Conn: fmt.Sprintf("#%d", op.Number), Kind: trace.Step, Note: op.Words()})
	}
	for _, e := range f.Story(f.Involved(), most).All() {
		all = append(all, e)
	}
	slices.SortStableFunc(all, func(a, b trace.Event) int { return cmp.Compare(a.At, b.At) })
	return trace.NewLog(all)
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

// apart gives the server's own lines a row each: they are what a reader looks for among
// the talk.
func apart(told []trace.Event) (all []trace.Event) {
	for _, e := range told {
		if e.Dir != trace.ToClient || e.Kind != trace.Data {
			all = append(all, e)
			continue
		}
		var part []byte
		notice := false
		for line := range bytes.Lines(e.Data) {
			if is := line[0] == '*'; is != notice && len(part) > 0 {
				all = append(all, withData(e, part))
				part = nil
			}
			notice = line[0] == '*'
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
