package rule

import (
	"fmt"
	"slices"

	"chatlab/lab/dialect"
	"chatlab/lab/lesson"
	"chatlab/server/wire"
)

// These rules are about who is in the room: names, lists, and the notices (*) of who comes
// and goes.

func unnamedHearNothing(h *history) (all []Violation) {
	for _, c := range h.conns {
		for i, line := range c.heard {
			early := c.named == never || line.at < c.named
			greeting := i == 0 && !h.record.Dialect.Silent
			if !greeting && early && (line.form.Said() || line.form == dialect.Notice && h.namesSomebody(line)) {
				all = append(all, Violation{Conn: c.label, Line: line.raw, At: h.times[line.at], What: c.label + " has no name yet, and hears of the room"})
			}
		}
	}
	return all
}

// tellable reports whether a notice can be known to be about c: c's name is a valid name,
// and nobody else has given it.
func (h *history) tellable(c *conn) bool {
	return c.named != never && wire.CheckName(c.name) == nil && len(h.called(c.name)) == 1
}

func (h *history) namesSomebody(line heard) bool {
	for _, c := range h.conns {
		if c.named != never && wire.CheckName(c.name) == nil && h.record.Dialect.IsAbout([]byte(line.raw), c.name) {
			return true
		}
	}
	return false
}

// notices returns what a listener was told about the coming and going of one name: every
// notice after its own list, except answers to its commands.
func (h *history) notices(listener *conn, name string) []heard {
	var about []heard
	for _, line := range listener.heard {
		if h.tells(listener, line) && slices.Contains(h.namesIn(line), name) {
			about = append(about, line)
		}
	}
	return about
}

// tells reports whether a line may tell a listener that somebody came or left.
func (h *history) tells(listener *conn, line heard) bool {
	return !line.form.Said() && line.form != frame && line.form != dialect.Past && line.at >= listener.in && line.raw != string(listener.list) && !listener.asked(line.at)
}

// namesIn returns the names in a notice that somebody has given. It finds only names that
// are words; nothing can be known about others.
func (h *history) namesIn(line heard) []string {
	names, known := h.about[line.raw]
	if known {
		return names
	}
	for _, word := range dialect.Words(line.raw) {
		if h.byName[word] != nil && h.record.Dialect.IsAbout([]byte(line.raw), word) && !slices.Contains(names, word) {
			names = append(names, word)
		}
	}
	h.about[line.raw] = names
	return names
}

// lists reports whether a name is on the list that a member got.
func (h *history) lists(c *conn, name string) bool {
	if c.listed == nil {
		words := dialect.Words(string(h.record.Dialect.ListPart(c.list)))
		c.listed = make(map[string]bool, len(words))
		for _, word := range words {
			c.listed[word] = true
		}
	}
	return c.listed[name]
}

// asked reports whether the connection had sent a command before that. Later notices may
// be the answer.
func (c *conn) asked(before int) bool { return c.asks != never && c.asks < before }

func presence(h *history) (all []Violation) {
	often := make(map[string]int) // how often a listener was told about somebody
	for _, listener := range h.listeners() {
		clear(often)
		for _, line := range listener.heard {
			if h.tells(listener, line) {
				for _, name := range h.namesIn(line) {
					often[name]++
				}
			}
		}
		for _, c := range h.conns {
			if v, excess := h.tooOften(listener, c, often[c.name]); excess {
				all = append(all, v)
			}
			if often[c.name] == 0 || !h.tellable(c) {
				continue
			}
			most := h.mostNotices(listener, c)
			if often[c.name] > most && c != listener && h.mayHaveEnded(c, h.notices(listener, c.name), most) {
				most++
			}
			if often[c.name] > most {
				about := h.notices(listener, c.name)
				v := Violation{Conn: listener.label, Line: about[most].raw, At: h.times[about[most].at], What: h.excess(listener, c, about[most])}
				if c == listener || c.in == never && c.refused() {
					v.Symptom = lesson.Foreign
				} else if c.over == never { // it can only say that c joined
					v.Clause, v.Symptom = "P5", lesson.Foreign
				}
				all = append(all, v)
			}
		}
	}
	return all
}

// mostNotices is how many notices about c a listener can have got. One is about its
// coming, if c was not on the listener's list. One is about its going. A client that does
// not read does not see its own end.
func (h *history) mostNotices(listener, c *conn) int {
	switch {
	case c == listener && h.record.Dialect.Strict(): // only the others are told (P5, P13)
		return 0
	case c == listener: // another server may greet it like this
		return len(listener.heard)
	case c.in == never && c.refused():
		return 0
	case c.in == never && c.over == never:
		return 1 // it may be in by now, with the answer still on its way
	case c.in == never:
		return 2 // it ended before the answer could come
	}
	most := 0
	if !h.lists(listener, c.name) {
		most++
	}
	if c.over != never || c.deaf != never {
		most++
	}
	return most
}

// mayHaveEnded reports whether the notice of that number may be about c's end. We have not seen
// that end: it may still be on its way. The notice is about something else if the same words
// came before, or if c later hears lines that were said after it.
func (h *history) mayHaveEnded(c *conn, about []heard, number int) bool {
	notice := about[number]
	repeated := slices.ContainsFunc(about[:number], func(earlier heard) bool { return earlier.raw == notice.raw })
	return c.in != never && c.over == never && c.deaf == never && !repeated && !h.hearsAfter(c, notice.at)
}

func (c *conn) refused() bool {
	for _, line := range c.heard {
		if line.form == dialect.Refusal {
			return true
		}
	}
	return false
}

// excess says what is wrong with one notice too many.
func (h *history) excess(listener, c *conn, notice heard) string {
	switch {
	case c == listener:
		return listener.label + " is told of its own coming or going"
	case c.in == never && c.refused():
		return c.name + " was not let in, and there is a notice about it"
	case c.over == never && h.lists(listener, c.name):
		return c.name + " was already on the list that " + listener.label + " got"
	}
	for _, earlier := range h.notices(listener, c.name) {
		if earlier.at < notice.at && earlier.raw == notice.raw {
			return fmt.Sprintf("the same notice about %s came before, and %s has not come or gone since", c.name, c.name)
		}
	}
	return fmt.Sprintf("there is a notice about %s, but %s has not come or gone", c.name, c.name)
}

func trueRoster(h *history) (all []Violation) {
	if h.observer() != nil {
		return rosterAsObserved(h)
	}
	for _, newcomer := range h.members() {
		for _, c := range h.conns {
			if c == newcomer || !h.tellable(c) {
				continue
			}
			listed := h.lists(newcomer, c.name)
			switch {
			case !listed && c.in != never && c.in < newcomer.named && h.hereAfter(c, newcomer.in):
				all = append(all, Violation{Conn: newcomer.label, Line: string(newcomer.list), At: h.times[newcomer.in], What: c.name + " is here, and not on the list"})
			case !listed && h.sawComing(c, newcomer):
				all = append(all, Violation{Conn: newcomer.label, Line: string(newcomer.list), At: h.times[newcomer.in], What: c.name + " was told that " + newcomer.name + " joined, and is not on the list"})
			case !listed && h.strangers(c, newcomer):
				all = append(all, Violation{Conn: newcomer.label, Line: string(newcomer.list), At: h.times[newcomer.in], What: c.name + " joined at the same time, and neither is on the other's list"})
			case listed && h.goneBefore(c, newcomer):
				all = append(all, Violation{Conn: newcomer.label, Line: string(newcomer.list), At: h.times[newcomer.in], What: c.name + " is on the list, and not here"})
			}
		}
		if h.lists(newcomer, newcomer.name) && len(h.called(newcomer.name)) == 1 {
			all = append(all, Violation{Conn: newcomer.label, Line: string(newcomer.list), At: h.times[newcomer.in], What: newcomer.name + " is the newcomer, and on its own list"})
		}
	}
	return all
}

// sawComing reports whether c was told that the newcomer joined. Then c was in the room
// first, though the two may have given their names at the same moment.
func (h *history) sawComing(c, newcomer *conn) bool {
	if c.in == never || !h.tellable(newcomer) || h.lists(c, newcomer.name) {
		return false
	}
	about := h.notices(c, newcomer.name)
	return len(about) > 0 && (c.over == never || about[0].at < c.over)
}

// strangers reports whether both were in the room at the same time, and neither was told
// of the other. The one that the server let in first belongs on the other's list.
func (h *history) strangers(c, newcomer *conn) bool {
	return c.in != never && c.in < newcomer.in && h.tellable(newcomer) && !h.lists(c, newcomer.name) &&
		h.hereAfter(c, newcomer.in) && h.hereAfter(newcomer, newcomer.in)
}

// deafAt reports whether the connection did not read at that time, or had not read for
// some time before. The server may have ended it.
func (c *conn) deafAt(at int) bool { return c.deaf != never && c.deaf < at }

// hereAfter reports whether c was certainly still in the room at that time. That we saw no
// FIN or reset proves nothing: the server's may still be on its way.
func (h *history) hereAfter(c *conn, at int) bool {
	switch {
	case c.over != never && c.over < at, c.deafAt(at):
		return false
	case c.over != never && (c.polite || c.reset):
		return true // the client ended it, and not before
	}
	return h.hearsAfter(c, at)
}

// hearsAfter reports whether c heard a line that was said after that time, or said one
// then that somebody heard.
func (h *history) hearsAfter(c *conn, at int) bool {
	for _, other := range h.members() {
		if other != c && (other.heardAfter(c, at) || c.heardAfter(other, at)) {
			return true
		}
	}
	return false
}

// heardAfter reports whether c heard a line that the speaker said after that time.
func (c *conn) heardAfter(speaker *conn, at int) bool {
	for _, s := range slices.Backward(speaker.said) {
		if s.at <= at {
			return false
		}
		for _, line := range slices.Backward(c.heard) {
			if line.at <= s.at {
				break
			}
			if line.form == dialect.Chat && line.from == speaker.name && same(s.text, line.text) {
				return true
			}
		}
	}
	return false
}

// goneBefore reports whether c had certainly left when the newcomer gave its name: it was
// refused, or somebody had been told that it left.
func (h *history) goneBefore(c, newcomer *conn) bool {
	if c.in == never {
		return c.refused()
	}
	if c.over == never || c.over > newcomer.named {
		return false
	}
	for _, witness := range h.members() {
		about := h.notices(witness, c.name)
		most := h.mostNotices(witness, c)
		if witness != c && len(about) == most && about[most-1].at < newcomer.named {
			return true
		}
	}
	return false
}
