package marks

import (
	"strings"

	"chatlab/lab/layout"
	"chatlab/server/wire"
)

// Limits of texts, in bytes.
const (
	maxName   = 200    // of a student, as far as we show it
	maxText   = 2_000  // about a scenario
	maxReport = 10_000 // about a hand-in as a whole
)

// clean makes a text of several lines harmless: it has no control characters but line feeds
// and tabs, changes no writing direction, and is UTF-8.
func clean(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.Map(breaks, wire.Clean(line))
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// breaks turns the other line breaks of Unicode into blanks, and what XML can't have into the
// replacement character.
func breaks(r rune) rune {
	switch r {
	case '\u2028', '\u2029':
		return ' '
	case '\ufffe', '\uffff':
		return '\ufffd'
	}
	return r
}

// line cleans a text as clean does, and makes it one line.
func line(text string) string { return strings.Join(strings.Fields(clean(text)), " ") }

// short cuts a text to that many bytes, and shows that it did.
func short(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return layout.Head(text, most-len("…")) + "…"
}

// name is the name of a student for people. Nothing is hidden in it.
func name(text string) string { return layout.Unhidden(short(line(text), maxName)) }
