package draw

import (
	"strings"

	"chatlab/lab/layout"
)

// A canvas is one row of a terminal, with a string for each column. A wide character is in
// its first column, and its second is empty.
type canvas []string

func newCanvas(width int) canvas {
	row := make(canvas, width)
	for i := range row {
		row[i] = " "
	}
	return row
}

// put writes text from a column on, as far as it fits.
func (c canvas) put(at int, text string) {
	for _, r := range text {
		switch n := layout.RuneColumns(r); {
		case n == 0 && at > 0 && at <= len(c):
			c[at-1] += string(r) // combines with the character before it
		case n > 0 && at+n <= len(c):
			c[at] = string(r)
			for i := 1; i < n; i++ {
				c[at+i] = ""
			}
			at += n
		}
	}
}

func (c canvas) String() string { return strings.TrimRight(strings.Join(c, ""), " ") }
