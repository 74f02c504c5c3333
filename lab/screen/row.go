package screen

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"chatlab/lab/lazyregexp"
	"chatlab/server/wire"
)

// A row is what the editor draws on. It has no end, and each character takes one cell, as the
// editor assumes.
type row struct {
	cells  []rune
	cursor int
}

// A deed is what the person did, beyond editing.
type deed int

const (
	edited deed = iota
	entered
	cleared
)

var sequence = lazyregexp.New(`^\x1b\[(\d*)([A-Z])`)

// take applies the first character or sequence of a drawing, and returns the rest. On a row
// without an end the editor sends only these: characters, moves to the left or right, the end
// of the line, and clear.
func (r *row) take(drawing []byte) ([]byte, deed) {
	if m := sequence().FindSubmatch(drawing); m != nil {
		did := edited
		cells := 1
		if len(m[1]) > 0 {
			cells, _ = strconv.Atoi(string(m[1]))
		}
		switch m[2][0] {
		case 'C':
			r.cursor += cells
		case 'D':
			r.cursor = max(r.cursor-cells, 0)
		case 'H':
			r.cursor = 0
		case 'J':
			did = cleared
		}
		return drawing[len(m[0]):], did
	}
	c, size := utf8.DecodeRune(drawing)
	switch c {
	case '\r':
	case '\n':
		return drawing[size:], entered
	default:
		r.put(c)
	}
	return drawing[size:], edited
}

// put sets the character under the cursor. It cleans typed text like received text, because
// pasted text may contain anything.
func (r *row) put(c rune) {
	if short := r.cursor + 1 - len(r.cells); short > 0 {
		r.cells = append(r.cells, slices.Repeat([]rune{' '}, short)...)
	}
	r.cells[r.cursor], _ = utf8.DecodeRuneInString(wire.Clean(string(c)))
	r.cursor++
}

// text returns the row without the spaces at its end, because the editor erases with spaces.
func (r *row) text() string { return strings.TrimRight(string(r.cells), " ") }
