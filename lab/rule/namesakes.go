package rule

import (
	"fmt"
	"slices"

	"chatlab/lab/lesson"
	"chatlab/server/wire"
)

// tooOften judges the notices about a name that several clients have given. Nobody can tell
// which of these clients a notice is about, so it allows as many as all of them can have
// caused. It judges such a name only once, with the first client that gave it.
func (h *history) tooOften(listener, first *conn, often int) (v Violation, excess bool) {
	group := h.called(first.name)
	if often == 0 || len(group) < 2 || group[0] != first || slices.Contains(group, listener) || wire.CheckName(first.name) != nil {
		return v, false
	}
	most := 0
	listed := h.lists(listener, first.name) // that can only be one of them
	for _, c := range group {
		if most += h.mostNotices(listener, c); listed && c != first && c.in != never {
			most++
		}
	}
	about := h.notices(listener, first.name)
	mayHaveEnded := func(c *conn) bool { return h.mayHaveEnded(c, about, min(most, len(about)-1)) }
	if often <= most || slices.ContainsFunc(group, mayHaveEnded) {
		return v, false
	}
	what := fmt.Sprintf("there are %d notices about %s; those who gave that name have come and gone %d times at most", often, first.name, most)
	return Violation{Conn: listener.label, Line: about[most].raw, At: h.times[about[most].at], What: what, Symptom: lesson.Foreign}, true
}
