package script

import (
	"fmt"
	"slices"

	"chatlab/lab/draw"
	"chatlab/lab/layout"
	"chatlab/lab/trace"
)

// A lack is what a client should have received by now, as the label of an arrow.
type lack struct {
	c    *client
	what string
}

// mostAbsent is for how many clients the record says that a line did not come.
const mostAbsent = 8

// lacking returns the events of what did not come in a step that failed so. Often that did not come to
// other clients either: the steps after this one would find out. If they only expect, and nothing
// would change while they wait, it is known already.
func (s *session) lacking(f *Failure) (all []trace.Event) {
	add := func(conn, what string) {
		e := trace.Event{Conn: conn, Dir: trace.ToClient, Kind: trace.Missing, Note: what}
		if !slices.ContainsFunc(all, func(other trace.Event) bool { return other.Conn == e.Conn && other.Note == e.Note }) {
			all = append(all, e)
		}
	}
	for _, conn := range f.absent {
		add(conn, f.Expected.label())
	}
	for _, l := range s.lackingBehind(f) {
		add(l.c.conn, l.what)
	}
	if more := len(all) - mostAbsent; more > 0 {
		left := trace.Event{Conn: "trace", Kind: trace.Left, Note: layout.Count(more, "more arrow") + " did not come"}
		all = append(all[:mostAbsent], left)
	}
	return all
}

// lackingBehind returns what the steps after a failed one expect and clients have not received: up to
// the first step that does more than to expect something.
func (s *session) lackingBehind(f *Failure) (all []lack) {
	if f.Expected == (Evidence{}) {
		return nil // the step did not fail, or not by what the server did
	}
	for _, step := range s.steps[s.next:] {
		command, _ := find(step.command)
		words, ok := splitWords(step.Source)
		if command.lacks == nil || !ok {
			break
		}
		if l, lacks := command.lacks(s, words[1:]); lacks && s.nothingComes(l.c, f) {
			all = append(all, l)
		}
	}
	return all
}

// nothingComes reports whether nothing more would come to a client for what was done before the failed
// step: its connection has ended, or the step has waited as long as a step does, or the client has
// received the line with which the step quiet proves that.
func (s *session) nothingComes(c *client, f *Failure) bool {
	if c.isFrozen() {
		return false
	}
	if c.ended() != "" || f.Waited >= s.limit() {
		return true
	}
	last := fmt.Sprintf("%s%d)", draw.QuietLine, len(s.markers))
	return s.steps[s.next-1].command == quiet.Name && c.has(func(l *line) bool { return l.text == last })
}

// has reports whether a client has received a line that no step has taken.
func (c *client) has(wanted func(*line) bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.inbox.peek(wanted) != nil
}
