package screen

import "unicode"

const (
	usualWidth = 80  // where the terminal does not tell its width
	least      = 4   // columns for text, however narrow the terminal is
	more       = "…" // stands for what is to the left, in one column
)

// view returns the part of the row that fits into width columns, split where
// the cursor is; one column is left for the cursor itself.
func (r *row) view(width int) (before, after string) {
	room := max(width-1, least)
	left, right := r.cells[:min(r.cursor, len(r.cells))], []rune(r.text())
	right = right[min(len(left), len(right)):]
	if need := cellsOf(string(left)); need > room {
		ahead := min(cellsOf(string(right)), room/4) // something of what follows is to be seen as well
		left = left[len(left)-fit(left, room-ahead-cellsOf(more)):]
		before = more
	}
	before += string(left)
	room -= cellsOf(before)
	for i, c := range right {
		if room -= cells(c); room < 0 {
			right = right[:i]
			break
		}
	}
	return before, string(right)
}

// fit returns how many of the last characters of text fit into room columns.
// A mark that combines with a character that does not fit goes with it.
func fit(text []rune, room int) int {
	n := 0
	for i := len(text) - 1; i >= 0; i-- {
		if room -= cells(text[i]); room < 0 {
			break
		}
		if cells(text[i]) > 0 {
			n = len(text) - i
		}
	}
	return n
}

func cellsOf(text string) int {
	n := 0
	for _, c := range text {
		n += cells(c)
	}
	return n
}

// wideScripts and wideRanges hold the characters that take two columns. It is
// a rule of thumb, short of the tables of Unicode's UAX #11: nothing is torn
// where it is wrong, a long line only scrolls a little early or late.
var (
	wideScripts = []*unicode.RangeTable{unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Yi}
	wideRanges  = &unicode.RangeTable{
		R16: []unicode.Range16{{Lo: 0x3000, Hi: 0x303e, Stride: 1}, {Lo: 0xff01, Hi: 0xff60, Stride: 1}, {Lo: 0xffe0, Hi: 0xffe6, Stride: 1}},       // full-width forms
		R32: []unicode.Range32{{Lo: 0x1f300, Hi: 0x1f64f, Stride: 1}, {Lo: 0x1f680, Hi: 0x1f6ff, Stride: 1}, {Lo: 0x1f900, Hi: 0x1faff, Stride: 1}}, // emoji
	}
)

// cells returns how many columns a character takes.
func cells(c rune) int {
	switch {
	case c < 0x300: // nearly everything, without looking it up
		return 1
	case unicode.In(c, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case 0xff61 <= c && c <= 0xffdc: // half-width forms of wide scripts
		return 1
	case unicode.Is(wideRanges, c), unicode.In(c, wideScripts...):
		return 2
	}
	return 1
}
