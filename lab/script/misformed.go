package script

import (
	"slices"

	"chatlab/lab/dialect"
	"chatlab/lab/lesson"
)

// misformed says of a failure of the client that it shows a line which was meant, and which has not
// the form that it must have. Form is what the line has to do. Such a failure breaks the clauses of
// that form, whatever the scenario asks for. A line that somebody has said is another line.
func (c *client) misformed(f *Failure, near *line, form string, clauses ...string) {
	if near == nil || f.closed || near.form != dialect.Other && !c.s.isFromNobody(near) {
		return
	}
	f.Mark, f.Why = 0, "the line has to "+form
	f.Clauses = slices.DeleteFunc(clauses, func(id string) bool { return slices.Contains(c.s.dialect.Without, id) })
	if near.form == dialect.Other {
		f.seen(lesson.Formless)
	}
}

// isFromNobody reports whether a line looks as if somebody had said it whom the scenario does not
// know, such as "[server] ana joined".
func (s *session) isFromNobody(l *line) bool {
	return l.form == dialect.Chat && l.from != "" && len(s.presences(l.from)) == 0
}
