package script

import (
	"errors"
	"slices"

	"chatlab/lab/lesson"
	"chatlab/lab/trace"
)

// A sighting is where the record has something that a failure shows: a line, or the end of a
// connection. The zero value is nothing.
type sighting struct {
	conn string
	span trace.Span
}

// sighted says where the record has the first bytes of what was received, from a number on.
func (f *Failure) sighted(c *client, at int) {
	s := trace.Span{From: at, To: at + len(f.Received.Data), Wrong: trace.WholeWrong}
	if f.Mark >= 0 {
		s.Wrong = at + f.Mark
	}
	f.shown = append([]sighting{{c.conn, s}}, f.shown...)
}

// alsoShow adds a line that says why the step failed, though it is not what was received.
func (f *Failure) alsoShow(c *client, l *line) {
	span := l.span()
	span.Wrong = trace.WholeWrong
	f.shown = append(f.shown, sighting{c.conn, span})
}

// showEnd says where the record has the end of a connection, if the server ended it.
func (f *Failure) showEnd(c *client) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.end == endedWithFin || c.end == endedWithReset {
		f.ending = sighting{c.conn, trace.Span{From: c.received, To: c.received + 1, Wrong: trace.WholeWrong}}
	}
}

// sightings are all of what the failure shows, the bytes of Received last. The end of a connection
// is among them if the server should not have ended it so.
func (f *Failure) sightings() []sighting {
	all := slices.Clone(f.shown)
	slices.Reverse(all)
	if f.ending.conn != "" && (f.Symptom == lesson.EarlyClose || f.Symptom == lesson.Reset) {
		all = append([]sighting{f.ending}, all...)
	}
	return all
}

// recordUse records which bytes the clients' expectations used in this step, and which ones it
// failed at. It also records what did not come.
func (s *session) recordUse(err error) {
	record := func(conn string, span trace.Span) {
		s.recorder.Record(trace.Event{Conn: conn, Dir: trace.ToClient, Kind: trace.Took, Note: span.String()})
	}
	f := new(Failure)
	if !errors.As(err, &f) {
		f = new(Failure)
	}
	shown := f.sightings()
	for _, c := range s.everyone() {
		c.mu.Lock()
		used := c.inbox.used()
		c.mu.Unlock()
		for _, l := range used {
			span := l.span()
			if !slices.ContainsFunc(shown, func(s sighting) bool { return s.conn == c.conn && s.span.From == span.From }) {
				record(c.conn, span)
			}
		}
	}
	for _, s := range shown {
		record(s.conn, s.span)
	}
	for _, missing := range s.lacking(f) {
		s.recorder.Record(missing)
	}
}

// span is where the record has a line.
func (l *line) span() trace.Span {
	return trace.Span{From: l.at, To: l.at + len(l.raw) + len("\n"), Wrong: trace.NotWrong}
}
