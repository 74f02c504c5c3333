package draw

import (
	"strings"

	"chatlab/lab/layout"
)

// A canvas is one row of a terminal, a string for each column: a wide
// character stands in its first, and its second is empty.
type canvas []string

func newCanvas(width int) canvas {
	row := make(canvas, width)
	for i := range row {
		row[i] = " "
	}
	return row
}

// put writes text from a column on, as far as there is room.
func (c canvas) put(at int, text string) {
	for _, r := range text {
		switch n := layout.RuneColumns(r); {
		case n == 0 && at > 0 && at <= len(c):
			c[at-1] += string(r) // combines with what stands there
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
