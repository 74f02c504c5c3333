package draw

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"chatlab/lab/layout"
)

// Visible returns text that shows every byte and can't control a terminal. A line feed is ⏎, a
// carriage return ␍, a tab ⇥. Other controls, and bytes that are not UTF-8, are escaped as in Go.
// Backslashes and these three signs are escaped too, so that no two texts look the same.
func Visible(text string) string {
	var out strings.Builder
	for text != "" {
		sign, size := next(text)
		out.WriteString(sign)
		text = text[size:]
	}
	return out.String()
}

// next returns the visible form of the first character, and the character's length in bytes.
func next(text string) (sign string, size int) {
	r, size := utf8.DecodeRuneInString(text)
	switch {
	case r == '\n':
		return "⏎", size
	case r == '\r':
		return "␍", size
	case r == '\t':
		return "⇥", size
	case r == utf8.RuneError && size == 1:
		return fmt.Sprintf(`\x%02x`, text[0]), size
	case r < ' ' || r == 0x7f:
		return fmt.Sprintf(`\x%02x`, r), size
	case r == '\\':
		return `\\`, size
	case r > 0xffff && !unicode.IsPrint(r):
		return fmt.Sprintf(`\U%08x`, r), size
	case r == '⏎', r == '␍', r == '⇥', r == '…', !unicode.IsPrint(r):
		return fmt.Sprintf(`\u%04x`, r), size
	}
	return string(r), size
}

// Window returns the part of text around the byte at mark, made visible, that fits into
// width columns. It puts … where something is left out. column is where the mark is in the
// part. A mark below 0 means the start; then column is -1.
func Window(text string, mark, width int) (part string, column int) {
	most := width
	if mark >= 0 {
		most = len(text) * len(`\U00000000`) // all of it: the mark may be anywhere
	}
	signs, starts, marked := measure(text, mark, most)
	from := 0
	if before := width * 2 / 3; marked > 0 && starts[marked] > before && starts[len(signs)] > width {
		for starts[marked]-starts[from] > before {
			from++
		}
	}
	var out strings.Builder
	used := 0
	if from > 0 {
		out.WriteString("…")
		used++
	}
	column = -1
	for i := from; i < len(signs); i++ {
		if i == marked {
			column = used
		}
		if needs := used + layout.Columns(signs[i]); needs > width || needs == width && i < len(signs)-1 {
			out.WriteString("…")
			used++
			break
		}
		out.WriteString(signs[i])
		used += layout.Columns(signs[i])
	}
	if marked == len(signs) {
		column = used
	}
	return out.String(), column
}

// measure makes each character of text visible, until they have more than most columns. It
// returns the column where each begins, then the column of the end, and the index of the marked
// character: -1 if there is none.
func measure(text string, mark, most int) (signs []string, starts []int, marked int) {
	columns := 0
	marked = -1
	for at := 0; at < len(text) && columns <= most; {
		sign, size := next(text[at:])
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
