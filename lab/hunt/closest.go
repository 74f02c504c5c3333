package hunt

import (
	"cmp"
	"slices"

	"chatlab/lab/rule"
	"chatlab/lab/trace"
)

// Closest returns the connections that the finding is about, in the order of a picture. The
// observer is first, then the one on which the rule is broken, then the one that the server waits
// for. Then come those that have operations, in the order in which they came.
func (f Finding) Closest() []string {
	all := f.Involved()
	known := f.Log.Conns()
	first := []string{observer, f.Violation.Conn, f.waitedFor()}
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

// mostClosest is how many connections are shown where there is room for few.
const mostClosest = 2

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
	unread := make(map[string]int)
	for _, e := range f.Log.All() {
		switch e.Dir {
		case trace.FarToClient:
			unread[e.Conn] += len(e.Data)
		case trace.ToClient:
			unread[e.Conn] -= len(e.Data)
		}
	}
	for _, conn := range f.Log.Conns() {
		if unread[conn] > unread[slowest] {
			slowest = conn
		}
	}
	return slowest
}
