package rule

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"chatlab/lab/dialect"
	"chatlab/lab/lesson"
)

// These rules compare what one speaker said with what one listener heard from that
// speaker. The two sequences of lines should be the same.

// A comparison says what is wrong between one speaker and one listener.
type comparison struct {
	foreign, doubled, late []heard // nobody said it; heard once too often; heard after a line that was said later
	lost                   []said
}

// compare matches the lines that were heard with the lines that were said.
func compare(lines []said, hears []heard) (c comparison) {
	taken := make([]bool, len(lines))
	next := 0 // after the last line that was said and heard
	for _, h := range hears {
		fits := func(from int, free bool) int {
			for i := from; i < len(lines); i++ {
				if same(lines[i].text, h.text) && taken[i] != free {
					return i
				}
			}
			return never
		}
		if i := fits(next, true); i != never {
			taken[i], next = true, i+1
		} else if i := fits(0, true); i != never {
			taken[i] = true
			c.late = append(c.late, h)
		} else if fits(0, false) != never {
			c.doubled = append(c.doubled, h)
		} else {
			c.foreign = append(c.foreign, h)
		}
	}
	for i, s := range lines {
		if !taken[i] && !s.loose {
			c.lost = append(c.lost, s)
		}
	}
	return c
}

// pairs compares every listener with every speaker whose lines are known.
func (h *history) pairs(yield func(listener *conn, name string, c comparison)) {
	for _, listener := range h.listeners() {
		byName := map[string][]heard{}
		for _, line := range listener.heard {
			switch from, to := dialect.Parties(line.from); {
			case line.form == dialect.Chat && line.from != listener.name:
				byName[line.from] = append(byName[line.from], line)
			case line.form == dialect.Private && from != listener.name && isFor(listener, to):
				line.text = privately + line.text
				byName[from] = append(byName[from], line)
			}
		}
		for _, name := range h.speakers(listener, byName) {
			lines, known := h.saidBy(name, listener)
			if known {
				yield(listener, name, compare(lines, byName[name]))
			}
		}
	}
}

// listeners returns the listeners that the rules look at. If there is an observer, it is
// the only one: everybody is compared with it.
func (h *history) listeners() []*conn {
	if o := h.observer(); o != nil {
		return []*conn{o}
	}
	return h.members()
}

// speakers returns the names of all whom the listener heard, or should have heard, each
// once.
func (h *history) speakers(listener *conn, heard map[string][]heard) []string {
	all := make(map[string]bool)
	for name := range heard {
		all[name] = true
	}
	for _, c := range h.members() {
		if c.name != listener.name && len(c.said) > 0 {
			all[c.name] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// saidBy returns what the people of one name have said. A line that this listener need not
// have heard is loose. If one of them flooded, it is not known what they said.
func (h *history) saidBy(name string, listener *conn) (lines []said, known bool) {
	if slices.Contains(h.record.Unseen, name) {
		return nil, false
	}
	for _, c := range h.called(name) {
		if c.flooded {
			return nil, false
		}
		sure := (h.settled[c.label] || h.saidAll(c)) && h.settled[listener.label]
		for _, s := range c.said {
			if to, text, private := whispered(s); private && isFor(listener, to) {
				s.text, s.loose = privately+text, false
			}
			s.loose = s.loose || !sure || s.at < listener.in || s.at >= h.record.Until
			lines = append(lines, s)
		}
	}
	slices.SortStableFunc(lines, func(a, b said) int { return a.at - b.at })
	return lines, true
}

func wholeLines(h *history) (all []Violation) {
	for _, c := range h.members() {
		for _, line := range c.heard {
			if line.form == dialect.Other && line.at > c.in && h.record.Dialect.Strict() {
				all = append(all, Violation{Conn: c.label, Line: line.raw, At: h.times[line.at], What: "no line of the protocol begins like this"})
			}
		}
	}
	h.pairs(func(listener *conn, name string, c comparison) {
		for _, line := range c.foreign {
			what, symptom := h.origin(name, line.text)
			all = append(all, Violation{Conn: listener.label, Line: line.raw, At: h.times[line.at], What: what, Symptom: symptom})
		}
	})
	return all
}

// origin says where a line that nobody said may come from, and its symptom.
func (h *history) origin(name, text string) (what string, symptom lesson.Symptom) {
	text, private := strings.CutPrefix(text, privately)
	speakers := h.called(name)
	if len(speakers) == 0 {
		return "nobody here is called " + name, lesson.Misnamed
	}
	var stream strings.Builder
	for _, c := range speakers {
		for _, s := range c.said {
			stream.WriteString(s.text + "\n")
		}
	}
	if text != "" && !private && strings.Contains(stream.String(), text) {
		return "this is a piece of what " + name + " said, not a whole line", lesson.HalfALine
	}
	return name + " never said this", lesson.Altered
}

func nothingLost(h *history) (all []Violation) {
	h.pairs(func(listener *conn, name string, c comparison) {
		for _, s := range c.lost {
			all = append(all, Violation{Conn: listener.label, At: h.times[s.at], What: fmt.Sprintf("%s, and %s never heard it", words(name, s.text), listener.label)})
		}
	})
	return all
}

func nothingDoubled(h *history) (all []Violation) {
	h.pairs(func(listener *conn, name string, c comparison) {
		for _, line := range c.doubled {
			all = append(all, Violation{Conn: listener.label, Line: line.raw, At: h.times[line.at], What: name + " said this fewer times than it was heard"})
		}
	})
	return all
}

func orderOfOne(h *history) (all []Violation) {
	h.pairs(func(listener *conn, name string, c comparison) {
		for _, line := range c.late {
			all = append(all, Violation{Conn: listener.label, Line: line.raw, At: h.times[line.at], What: name + " said this earlier: what was heard before it was said after it"})
		}
	})
	return all
}

func noEcho(h *history) (all []Violation) {
	for _, c := range h.members() {
		for _, line := range c.heard {
			if line.form == dialect.Chat && line.from == c.name && len(h.called(c.name)) == 1 {
				all = append(all, Violation{Conn: c.label, Line: line.raw, At: h.times[line.at], What: c.label + " hears what it said itself"})
			}
		}
	}
	return all
}
