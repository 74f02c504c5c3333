package rule

import (
	"fmt"
	"slices"
	"strings"

	"chatlab/lab/dialect"
	"chatlab/server/wire"
)

// This rule is about private text (P18): it reaches its receiver, and nobody else. The
// rules of speech.go check that it is not lost, made up or out of order, as with any other
// line. But if there is an observer, they look only at what it hears, and it hears no
// private text.

// privately marks private text, as its prefix, where it is compared with public text. No line
// has an LF in it.
const privately = "\n"

// words says that somebody said something, to all or in private.
func words(name, text string) string {
	if private, is := strings.CutPrefix(text, privately); is {
		return fmt.Sprintf("%s told one client alone %q", name, private)
	}
	return fmt.Sprintf("%s said %q", name, text)
}

// whispered splits a sent line with private text.
func whispered(s said) (to, text string, is bool) {
	rest, is := strings.CutPrefix(s.text, "/msg ")
	to, text, ok := strings.Cut(rest, " ")
	return to, text, is && ok && text != ""
}

// isFor reports whether private text to that name is for this connection.
func isFor(c *conn, to string) bool { return wire.FoldName(to) == wire.FoldName(c.name) }

// A whisper is private text that was sent.
type whisper struct {
	from     *conn
	to, text string
	at       int
}

// whispers returns all private text of those who have given a name. Somebody may be in the room
// without having been told: a connection that ends at once brings no answer.
func (h *history) whispers() (all []whisper) {
	for _, c := range h.conns {
		if c.named == never {
			continue
		}
		for _, s := range c.said {
			if to, text, is := whispered(s); is {
				all = append(all, whisper{c, to, text, s.at})
			}
		}
	}
	return all
}

// is reports whether the line that was heard is this private text.
func (w whisper) is(line heard) bool {
	from, to := dialect.Parties(line.from)
	return line.form == dialect.Private && from == w.from.name && wire.FoldName(to) == wire.FoldName(w.to) && dialect.SameText(w.text, line.text)
}

func privateStaysPrivate(h *history) (all []Violation) {
	for _, listener := range h.members() {
		for _, line := range listener.heard {
			if _, to := dialect.Parties(line.from); line.form == dialect.Private && !isFor(listener, to) {
				all = append(all, Violation{Conn: listener.label, Line: line.raw, At: h.times[line.at], What: fmt.Sprintf("this was for %s alone, and %s hears it", to, listener.label)})
			}
		}
	}
	if h.observer() != nil {
		all = append(all, h.privateAmongMany()...)
	}
	return all
}

// privateAmongMany looks in a crowd for private text that nobody sent, and for private
// text that did not arrive.
func (h *history) privateAmongMany() (all []Violation) {
	sent := h.whispers()
	taken := make([]bool, len(sent)) // those that have arrived
	for _, listener := range h.members() {
		for _, line := range listener.heard {
			if line.form != dialect.Private {
				continue
			}
			found := false
			for i, w := range sent {
				if !found && !taken[i] && w.at < line.at && w.is(line) {
					found, taken[i] = true, true
				}
			}
			if !found {
				all = append(all, Violation{Conn: listener.label, Line: line.raw, At: h.times[line.at], What: "nobody sent this, or it came before"})
			}
		}
	}
	for _, w := range sent {
		if to := h.surelyHears(w); to != nil && !slices.ContainsFunc(to.heard, w.is) {
			all = append(all, Violation{Conn: to.label, At: h.times[w.at], What: fmt.Sprintf("%s told %s alone %q, and %s never heard it", w.from.label, to.label, w.text, to.label)})
		}
	}
	return all
}

// surelyHears returns the one connection that must have heard the private text when the
// record ends; nil if that can't be known.
func (h *history) surelyHears(w whisper) *conn {
	var to *conn
	for _, c := range h.conns {
		switch {
		case c.named == never || wire.FoldName(c.name) != wire.FoldName(w.to):
		case to != nil:
			return nil // two clients have had this name
		default:
			to = c
		}
	}
	sure := w.from.in != never && to != nil && h.settled[to.label] && to.in != never && to.in < w.at
	if !sure || w.at >= h.record.Until || !h.settled[w.from.label] && !h.saidAll(w.from) {
		return nil
	}
	return to
}
