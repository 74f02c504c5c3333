package screen

import "chatlab/lab/layout"

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
	if need := layout.Columns(string(left)); need > room {
		ahead := min(layout.Columns(string(right)), room/4) // something of what follows is to be seen as well
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

// fit returns how many of the last characters of text fit into room columns.
// A mark that combines with a character that does not fit goes with it.
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
