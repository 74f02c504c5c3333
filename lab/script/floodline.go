package script

import (
	"bytes"
	"fmt"
	"strings"

	"chatlab/lab/lesson"
	"chatlab/lab/trace"
)

// The lines of a flood are numbered, so that a missing one shows. Nothing else about them
// is checked: there are too many.

// floodDigits is how many digits a number has: enough for maxFlood.
const floodDigits = 7

var floodFill = strings.Repeat("x", floodLine-len("\n")-floodDigits)

// appendFlood appends line n of a flood. For an endless line it appends floodLine bytes
// without a line feed.
func appendFlood(b []byte, n int, endless bool) []byte {
	b = fmt.Appendf(b, "%0*d%s", floodDigits, n, floodFill)
	if endless {
		return append(b, 'x')
	}
	return append(b, '\n')
}

// floodNumber returns the number of a flood's line; 0 if the text is not one.
func floodNumber(text string) int {
	if len(text) != floodLine-1 || text[floodDigits:] != floodFill {
		return 0
	}
	n := 0
	for _, digit := range []byte(text[:floodDigits]) {
		if digit < '0' || digit > '9' {
			return 0
		}
		n = 10*n + int(digit-'0')
	}
	return n
}

// isMarker reports whether a text is the kit's own, which no expectation asks for.
func (s *session) isMarker(text string) bool {
	return s.markers[text] || floodNumber(text) > 0
}

// A floodGap is what is wrong with the lines of a flood that a client received.
type floodGap struct {
	from        string
	last, after int // the line that came, and the one before it
	span        trace.Span
}

// noteFlood checks that a line of a flood follows the one before it. The first line may
// have any number: a client that joins late has not heard the earlier ones. Somebody who
// comes back under the same name begins again.
func (in *inbox) noteFlood(l *line) {
	n := floodNumber(l.text)
	if n == 0 || !l.form.Said() || in.dialect.Anonymous() { // two floods could not be told apart
		return
	}
	if in.floods == nil {
		in.floods = make(map[string]int)
	}
	last := in.floods[l.from]
	if last > 0 && n != last+1 && n != 1 && in.gap == nil {
		span := l.span()
		span.Wrong = l.at + wrongDigit(l, last+1)
		in.gap = &floodGap{from: l.from, last: n, after: last, span: span}
	}
	in.floods[l.from] = n
}

// wrongDigit returns the first byte of a line at which it is not the line of a flood that was
// due.
func wrongDigit(l *line, due int) int {
	text := max(bytes.Index(l.raw, []byte(l.text)), 0)
	mark, _ := difference(string(appendFlood(nil, due, false)), l.text)
	return text + mark
}

// floodsWhole fails if somebody has received a flood with a gap.
func (s *session) floodsWhole() error {
	for _, c := range s.everyone() {
		if f := c.floodGap(); f != nil {
			return s.failure(*f)
		}
	}
	return nil
}

// floodGap is the failure of a client that has received a flood with a gap; nil if it has not.
func (c *client) floodGap() *Failure {
	c.mu.Lock()
	gap := c.inbox.gap
	c.mu.Unlock()
	if gap == nil {
		return nil
	}
	return &Failure{
		Expected: inBrief(fmt.Sprintf("line %d of the flood of %s, for %s", gap.after+1, gap.from, c.name), fmt.Sprintf("line %d of %s", gap.after+1, gap.from)),
		Received: words(fmt.Sprintf("line %d, next after line %d", gap.last, gap.after)),
		Mark:     -1,
		Symptom:  lesson.Skipped,
		Note:     "everybody in the room hears every line, in order; a client that can't is cut off",
		Conn:     c.conn,
		shown:    []sighting{{c.conn, gap.span}},
		absent:   []string{c.conn},
	}
}

// isOfFlood reports whether a text looks like a part of a flood's line: it begins with the number
// of the line and with its filling, or it is only filling.
func isOfFlood(text string) bool {
	digits := min(floodDigits, len(text))
	begins := strings.Trim(text[:digits], "0123456789") == "" && strings.HasPrefix(text[digits:], floodFill[:1])
	return begins || len(text) >= leastTorn && strings.Trim(text, floodFill[:1]) == ""
}
