package hunt

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"chatlab/lab/rule"
	"chatlab/lab/trace"
)

// Closest returns the connections that the finding is about, in the order of a picture. The
// observer is first, then the one on which the rule is broken, then the one that the server waits
// for, the one that said a missing line, and those that read nothing then. Then come those that have
// operations, in the order in which they came.
func (f Finding) Closest() []string {
	all := f.Involved()
	known := f.Log.Conns()
	first := f.first()
	rank := func(name string) int {
		if at := slices.Index(first, name); at >= 0 {
			return at - len(first)
		}
		if at := slices.Index(known, name); at >= 0 {
			return at
		}
		return len(known)
	}
	slices.SortStableFunc(all, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	return all
}

// first returns the names that come first in Closest. Some of them may be empty.
func (f Finding) first() []string {
	return append([]string{observer, f.Violation.Conn, f.waitedFor(), f.speaker()}, f.silent()...)
}

// How many connections are shown where there is room for few: in a terminal, and in a picture. A
// picture of a crowd needs those too that heard what one of them did not.
const (
	mostClosest = 2
	mostDrawn   = 12
)

// ClosestDrawn returns those of Closest that a picture draws: the first, and those that were connected when
// the rule was broken, as far as there is room. Undrawn names the others in words; empty if there are none.
func (f Finding) ClosestDrawn() (drawn []string, undrawn string) {
	first, there := f.first(), f.there()
	var absent, crowded []string
	for _, name := range f.Closest() {
		switch {
		case !there[name] && !slices.Contains(first, name):
			absent = append(absent, name)
		case len(drawn) == mostDrawn:
			crowded = append(crowded, name)
		default:
			drawn = append(drawn, name)
		}
	}
	var words []string
	if len(crowded) > 0 {
		words = append(words, fmt.Sprintf("%d more are not drawn: %s", len(crowded), strings.Join(crowded, ", ")))
	}
	if len(absent) > 0 {
		words = append(words, "not connected at that moment: "+strings.Join(absent, ", "))
	}
	return drawn, strings.Join(words, "; ")
}

// there returns the connections that were open when the rule was broken; all of them if that was at
// the end.
func (f Finding) there() map[string]bool {
	there := make(map[string]bool)
	for _, e := range f.Log.All() {
		switch ends := e.Kind == trace.Reset || e.Kind == trace.Fin && e.Dir == trace.ToClient || e.Act() == trace.LosesPower; {
		case f.Violation.At > 0 && e.At > f.Violation.At:
			return there
		case e.Kind.OnWire():
			there[e.Conn] = !ends || f.Violation.At == 0
		}
	}
	return there
}

// speaker returns the connection that said the line that is missing; empty if none is. Each line of a
// run begins with its connection.
func (f Finding) speaker() string {
	if f.Violation.Missing == nil {
		return ""
	}
	_, said, _ := strings.Cut(f.Violation.Missing.Line, "] ")
	who, _, _ := strings.Cut(said, " ")
	return who
}

// silent returns the connections that read nothing when the rule was broken, in the order in which
// they stopped. The server may be about to cut them off.
func (f Finding) silent() (all []string) {
	for _, e := range f.Log.All() {
		switch act := e.Act(); {
		case f.Violation.At > 0 && e.At > f.Violation.At:
			return all
		case act == trace.StopsReading || act == trace.LosesPower:
			all = append(all, e.Conn)
		case act == trace.ReadsAgain:
			all = slices.DeleteFunc(all, func(name string) bool { return name == e.Conn })
		}
	}
	return all
}

// ClosestFew returns the first of Closest: the observer, the one on which the rule is broken, and
// the one that the server waits for.
func (f Finding) ClosestFew() []string {
	all, few := f.Closest(), mostClosest
	if f.waitedFor() != "" {
		few++
	}
	return all[:min(few, len(all))]
}

// waitedFor returns the connection that a server waits for while it holds a lock: the one with the
// most unread bytes. It is empty if the finding is about something else, or all was read.
func (f Finding) waitedFor() (slowest string) {
	if f.Violation.Rule.Name != rule.NoLockWhileWaiting {
		return ""
	}
	unread := f.unread()
	for _, conn := range f.Log.Conns() {
		if unread[conn] > unread[slowest] {
			slowest = conn
		}
	}
	return slowest
}

// unread returns how many bytes each client had not read at the end of the run, of those that the
// server had written.
func (f Finding) unread() map[string]int {
	unread := make(map[string]int)
	for _, e := range f.Log.All() {
		switch e.Dir {
		case trace.FarToClient:
			unread[e.Conn] += len(e.Data)
		case trace.ToClient:
			unread[e.Conn] -= len(e.Data)
		}
	}
	return unread
}
