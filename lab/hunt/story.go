package hunt

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"time"

	"chatlab/lab/trace"
)

// together is how close to each other reads, or writes, of one connection are
// told as one.
const together = time.Second

// Story is the finding's trace as it is told: what those clients did and saw.
// Reads that came close together are told as one, unless something was sent
// between them of which the later may be an effect. Of all that, about so many
// events are kept, around the moment at which the rule was broken; that moment
// has an event of its own.
func (f Finding) Story(conns []string, most int) trace.Log {
	var told []trace.Event
	last := make(map[string]int) // of each connection, in told
	sent := -1                   // the last that any of them sent, in told
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

// opened lets a part of a trace begin with all of its connections open: that is
// where captures begin.
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

// Picture is the story of all who are involved, for a picture: with the
// operations as its steps, and what is wrong as its title.
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

// marked puts what is wrong between the events, where it is known when.
func (f Finding) marked(told []trace.Event) []trace.Event {
	v := f.Violation
	at := slices.IndexFunc(told, func(e trace.Event) bool { return e.At > v.At })
	if v.At == 0 || at < 0 {
		return told
	}
	note := "✗ " + v.Conn + ": " + v.Rule.Name
	return slices.Insert(told, at, trace.Event{At: v.At, Conn: v.Conn, Kind: trace.Fault, Note: note})
}

// apart gives what the server itself has said rows of its own: among much talk
// it is what a reader looks for.
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
