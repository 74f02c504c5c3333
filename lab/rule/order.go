package rule

import (
	"fmt"
	"slices"

	"chatlab/lab/dialect"
)

// mostCompared is how many listeners are compared with each other. With more,
// each is compared with the first of them only.
const mostCompared = 40

// oneOrder compares listeners two by two: of the lines that both have heard
// once, the order must be the same.
func oneOrder(h *history) (all []Violation) {
	if h.observer() != nil {
		return nil // another rule compares everybody with it
	}
	members := h.members()
	for i, a := range members {
		for j, b := range members[:i] {
			if i < mostCompared || j == 0 {
				all = append(all, h.disagreement(a, b)...)
			}
		}
	}
	return all
}

// disagreement returns the first line at which two listeners' orders part.
func (h *history) disagreement(a, b *conn) []Violation {
	inA, inB := h.positions(a), h.positions(b)
	last, lastLine := never, ""
	for _, line := range a.heard {
		position, both := inB[line.raw]
		if _, once := inA[line.raw]; !both || !once {
			continue
		}
		if position < last {
			return []Violation{{Conn: a.label, Line: line.raw, What: fmt.Sprintf("%s hears this after %q, and %s before it", a.label, lastLine, b.label)}}
		}
		last, lastLine = position, line.raw
	}
	return nil
}

// positions returns where each line about the room was heard, if it was heard
// once only, and can't be another one with the same words: of two such, one listener
// may have been there for the second alone, and another may have heard the first
// alone by now.
func (h *history) positions(c *conn) map[string]int {
	if c.places != nil {
		return c.places
	}
	at, often := make(map[string]int, len(c.heard)), map[string]bool{}
	for i, line := range c.heard {
		if line.at < c.in || line.raw == string(c.list) || line.form != dialect.Chat && line.form != dialect.Past && line.form != dialect.Notice || c.asked(line.at) || h.hasTwin(line) {
			continue
		}
		if _, before := at[line.raw]; before {
			often[line.raw] = true
		}
		at[line.raw] = i
	}
	for line := range often {
		delete(at, line)
	}
	c.places = at
	return at
}

// hasTwin reports whether another line of the same words was, or may have been, sent
// to the room: somebody said it twice, or it is about a name that several had.
func (h *history) hasTwin(line heard) bool {
	if line.form == dialect.Notice {
		return slices.ContainsFunc(h.namesIn(line), func(name string) bool { return len(h.byName[name]) > 1 })
	}
	times := 0
	for _, c := range h.byName[line.from] {
		times += c.times(line.text)
	}
	return times > 1
}

// times is how often a client has said a text.
func (c *conn) times(text string) int {
	if c.texts == nil {
		c.texts = make(map[string]int, len(c.said))
		for _, s := range c.said {
			c.texts[s.text]++
		}
	}
	return c.texts[text]
}

// speakersAreHere follows who is there by what one listener was told: its list,
// and the notices behind it. Comings and goings of one name take turns, so this
// needs no other record. Behind a command an answer can't be told from a notice.
func speakersAreHere(h *history) (all []Violation) {
	for _, listener := range h.listeners() {
		here := make(map[string]bool)
		for name := range h.byName {
			here[name] = h.lists(listener, name)
		}
		for _, line := range listener.heard {
			if line.at < listener.in || line.raw == string(listener.list) {
				continue
			}
			if listener.asked(line.at) {
				break
			}
			from, _ := dialect.Parties(line.from)
			switch there, known := here[from]; {
			case line.form == dialect.Notice:
				for _, name := range h.namesIn(line) {
					here[name] = !here[name]
				}
			case line.form.Said() && line.form != dialect.Past && known && !there && from != listener.name:
				all = append(all, Violation{Conn: listener.label, Line: line.raw, At: h.times[line.at], What: fmt.Sprintf("according to what %s was told, %s is not in the room", listener.label, from)})
			}
		}
	}
	return all
}
