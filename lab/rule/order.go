package rule

import (
	"fmt"
	"slices"

	"chatlab/lab/dialect"
)

// mostCompared is how many listeners are compared with each other. Any further listener is
// compared only with the first one.
const mostCompared = 40

// oneOrder compares listeners two by two. Lines that both have heard once must come in the
// same order.
func oneOrder(h *history) (all []Violation) {
	if h.observer() != nil {
		return nil // as-observed compares everybody with it
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

// disagreement returns the first line at which the orders of two listeners differ.
func (h *history) disagreement(a, b *conn) []Violation {
	inA, inB := h.positions(a), h.positions(b)
	last, lastLine := never, ""
	for _, line := range a.heard {
		position, both := inB[line.raw]
		if _, once := inA[line.raw]; !both || !once {
			continue
		}
		if position < last {
			return []Violation{{Conn: a.label, Line: line.raw, At: h.times[line.at], What: fmt.Sprintf("%s hears this after %q, and %s before it", a.label, lastLine, b.label)}}
		}
		last, lastLine = position, line.raw
	}
	return nil
}

// positions returns where a listener heard each line about the room. It leaves out lines
// that it heard more than once, and lines that may have a twin with the same words. One
// listener may have heard only the first twin so far, and another only the second.
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

// hasTwin reports whether another line with the same words was, or may have been, sent to
// the room. Somebody said it twice, or it is about a name that several people had, or about nobody.
func (h *history) hasTwin(line heard) bool {
	if line.form == dialect.Notice {
		names := h.namesIn(line)
		return len(names) == 0 || slices.ContainsFunc(names, func(name string) bool { return len(h.byName[name]) > 1 })
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

// speakersAreHere follows who is in the room, from what one listener was told: its list,
// and the notices after it. Coming and going of one name alternate, so no other record is
// needed. After a command, an answer can't be told from a notice, so it stops there.
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
