package screen

import "chatlab/lab/layout"

const (
	usualWidth = 80  // if the terminal does not tell its width
	least      = 4   // columns for text, even on a very narrow terminal
	more       = "…" // shows in one column that text to the left is hidden
)

// view returns the part of the row that fits into width columns, split at the cursor. One
// column stays free for the cursor.
func (r *row) view(width int) (before, after string) {
	room := max(width-1, least)
	left, right := r.cells[:min(r.cursor, len(r.cells))], []rune(r.text())
	right = right[min(len(left), len(right)):]
	if need := layout.Columns(string(left)); need > room {
		ahead := min(layout.Columns(string(right)), room/4) // some of the text after the cursor must be visible too
		left = left[len(left)-fit(left, room-ahead-layout.Columns(more)):]
		before = more
	}
	before += string(left)
	room -= layout.Columns(before)
	for i, c := range right {
		if room -= layout.RuneColumns(c); room < 0 {
			right = right[:i]
			break
		}
	}
	return before, string(right)
}

// fit returns how many of the last characters of text fit into room columns. A combining mark
// whose character does not fit is left out too.
func fit(text []rune, room int) int {
	n := 0
	for i := len(text) - 1; i >= 0; i-- {
		if room -= layout.RuneColumns(text[i]); room < 0 {
			break
		}
		if layout.RuneColumns(text[i]) > 0 {
			n = len(text) - i
		}
	}
	return n
}
