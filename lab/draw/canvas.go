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

// put writes text from a column on, as far as it fits. What is left of a wide character under it
// becomes a space.
func (c canvas) put(at int, text string) {
	begin := at
	for _, r := range text {
		switch n := layout.RuneColumns(r); {
		case n == 0 && at > begin:
			c[c.first(at-1)] += string(r) // combines with the character before it
		case n > 0 && at+n > len(c):
			return
		case n > 0:
			for i := at; i < at+n; i++ {
				c.clear(i)
			}
			c[at] = string(r)
			for i := 1; i < n; i++ {
				c[at+i] = ""
			}
			at += n
		}
	}
}

// first returns the column where the character in a column begins.
func (c canvas) first(at int) int {
	for at > 0 && c[at] == "" {
		at--
	}
	return at
}

// clear makes a column blank, and the other columns of the character that is in it.
func (c canvas) clear(at int) {
	at = c.first(at)
	c[at] = " "
	for at++; at < len(c) && c[at] == ""; at++ {
		c[at] = " "
	}
}

func (c canvas) String() string { return strings.TrimRight(strings.Join(c, ""), " ") }
