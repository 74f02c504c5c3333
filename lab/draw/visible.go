package draw

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"chatlab/lab/layout"
	"chatlab/server/wire"
)

// Visible returns text that shows every byte and can't control a terminal. A line feed is ⏎ and a tab ⇥. A
// carriage return is \r, as scenarios write it: many fonts lack its own sign, ␍. Other controls, and bytes
// that are not UTF-8, are escaped as in Go. Backslashes and these signs are escaped too, so that no two
// texts look the same. So are characters that show nothing (see [layout.Invisible]). An accent after its
// letter is escaped if one character stands for both, if there is no letter before it, or if the letter
// has too many accents: see [layout.Distinct].
func Visible(text string) string {
	var out strings.Builder
	var s stack
	for text != "" {
		sign, size := s.next(text)
		out.WriteString(sign)
		text = text[size:]
	}
	return out.String()
}

// A stack is the last character, and what stands on it.
type stack struct{ layout.Stack }

// next returns the visible form of the first character, and the character's length in bytes.
func (s *stack) next(text string) (sign string, size int) {
	sign, size = next(text)
	switch r, _ := utf8.DecodeRuneInString(sign); {
	case sign != text[:size]: // a sign of ours, or an escape
		s.Break()
	case !s.Shows(r):
		sign = strings.Trim(strconv.QuoteToASCII(sign), `"`)
	}
	return sign, size
}

// next returns the visible form of a character by itself.
func next(text string) (sign string, size int) {
	r, size := utf8.DecodeRuneInString(text)
	switch {
	case r == '\n':
		return "⏎", size
	case r == '\r':
		return `\r`, size
	case r == '\t':
		return "⇥", size
	case r == utf8.RuneError && size == 1:
		return fmt.Sprintf(`\x%02x`, text[0]), size
	case r < ' ' || r == 0x7f:
		return fmt.Sprintf(`\x%02x`, r), size
	case r == '\\':
		return `\\`, size
	case r > 0xffff && layout.Invisible(r):
		return fmt.Sprintf(`\U%08x`, r), size
	case r == '⏎', r == '⇥', r == '…', layout.Invisible(r):
		return fmt.Sprintf(`\u%04x`, r), size
	}
	return string(r), size
}

// Window returns the part of text around the byte at mark, made visible, that fits into
// width columns. It puts … where something is left out. column is where the mark is in the
// part. A mark below 0 means the start; then column is -1.
func Window(text string, mark, width int) (part string, column int) {
	signs, starts, marked := measure(text, mark, width)
	from, to := fitting(starts, marked, width)
	part, lead := strings.Join(signs[from:to], ""), 0
	if from > 0 {
		part, lead = "…"+part, 1
	}
	if to < len(signs) {
		part += "…"
	}
	column = -1
	if from <= marked && (marked < to || marked == len(signs)) {
		column = lead + starts[min(marked, to)] - starts[from]
	}
	return part, column
}

// fitting returns which characters of a measured text fit into width columns, around the
// marked one. It leaves a column for each … where something is left out.
func fitting(starts []int, marked, width int) (from, to int) {
	last, lead := len(starts)-1, 0
	before := width * 2 / 3
	if 0 <= marked && marked < last {
		before = min(before, max(0, width-2-(starts[marked+1]-starts[marked]))) // with a … on each side
	}
	if marked > 0 && starts[marked]-starts[0] > before && starts[last]-starts[0] > width {
		for starts[marked]-starts[from] > before {
			from++
		}
	}
	if from > 0 {
		lead = 1
	}
	if lead+starts[last]-starts[from] <= width {
		return from, last
	}
	for to = from; to < last; to++ {
		if needs := lead + starts[to+1] - starts[from]; needs >= width { // … takes one column
			break
		}
	}
	return from, to
}

// measure makes each character of text visible. It returns the column where each begins, then
// the column of the end, and the index of the marked character: -1 if there is none. It stops
// most columns after the marked character, or after the beginning, since no more is shown.
func measure(text string, mark, most int) (signs []string, starts []int, marked int) {
	var s stack
	columns := 0
	marked = -1
	for at := 0; at < len(text) && (mark >= 0 && marked < 0 || columns-startOf(starts, marked) <= most); {
		sign, size := s.next(text[at:])
		if marked < 0 && mark >= 0 && at+size > mark {
			marked = len(signs)
		}
		signs, starts = append(signs, sign), append(starts, columns)
		columns += layout.Columns(sign)
		at += size
	}
	if marked < 0 && mark >= 0 {
		marked = len(signs)
	}
	return signs, append(starts, columns), marked
}

// startOf returns where the marked character begins, or 0 if there is none.
func startOf(starts []int, marked int) int {
	if 0 <= marked && marked < len(starts) {
		return starts[marked]
	}
	return 0
}

// CleanLines returns a text of several lines that can't control a terminal.
func CleanLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = wire.Clean(lines[i])
	}
	return strings.Join(lines, "\n")
}
