package rule

import (
	"slices"

	"chatlab/lab/dialect"
	"chatlab/server/wire"
)

// A newcomer may get a history: what was said before it came. Its lines do not count as said now.

// frame is the form of the two lines around the history that a newcomer gets. They are
// about nobody, and are not events of the room.
const frame dialect.Form = -1

// remembers marks the history that a newcomer gets: the chat lines directly after its
// list, between two notices that name nobody (P19). This is known when the second notice
// comes. If the trace ends before that, newHistory takes it for the history as well.
func (h *history) remembers(c *conn, line *heard) {
	switch {
	case c.in == never || line.form != dialect.Notice:
		return
	case line.raw+"\n" != wire.BeforeEnd && h.namesAnybody(line.raw): // the reference's own line counts, whatever names people have
		return
	}
	if h.marksPast(c) {
		line.form = frame
	}
}

// marksPast marks the history at the end of what a newcomer has heard so far: a notice that
// names nobody directly after the list, and chat lines after it. It reports whether there is
// one.
func (h *history) marksPast(c *conn) bool {
	first := len(c.heard) - 1
	for first >= 0 && c.heard[first].form == dialect.Chat {
		first--
	}
	if first < 1 || first == len(c.heard)-1 || c.heard[first].form != dialect.Notice || c.heard[first-1].raw != string(c.list) {
		return false
	}
	if begin := c.heard[first]; c.asked(begin.at) || begin.raw+"\n" != wire.BeforeStart && h.namesAnybody(begin.raw) {
		return false // an answer, or a notice that somebody came
	}
	c.heard[first].form = frame
	for i := range c.heard[first+1:] {
		c.heard[first+1+i].form = dialect.Past
	}
	return true
}

// namesAnybody reports whether a line contains a name that somebody has given so far.
func (h *history) namesAnybody(line string) bool {
	for _, word := range dialect.Words(line) {
		if h.given[word] || slices.Contains(h.record.Unseen, word) {
			return true
		}
	}
	return false
}
