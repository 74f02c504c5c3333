package draw

import (
	"fmt"
	"math"
	"strings"

	"chatlab/lab/layout"
)

// A payload is drawn as a row of blocks, one for each line. So a reader sees at a glance that one
// read carried two lines and a half, or that a line came in three pieces.

// A block is one line of a payload, or what is shown of it. Its texts are visible.
type block struct {
	Before, Wrong, After string // Wrong is the character at which a step failed; usually empty
	left, right          edge
}

// An edge is how a block begins or ends.
type edge int

// The edges.
const (
	straight edge = iota // the line begins, or its line feed ends it
	torn                 // the rest of the line is in another payload
	hidden               // the rest of the line is in this payload, and not shown
)

// gone stands for lines that are not shown.
var gone = block{Before: "…", left: hidden, right: hidden}

func (b block) columns() int { return layout.Columns(b.Before + b.Wrong + b.After) }

// edgeColumns is how many columns the edges of a block take, with the gap behind it.
const edgeColumns = 1

// payload cuts data into blocks that fit into room columns. If they do not fit, it shows those
// around the byte at mark, or the first ones if mark is below 0, and size says how much there
// is. begun says that data begins in the middle of a line.
func payload(data string, begun bool, mark, room int) (blocks []block, size string) {
	signs, starts, marked := measure(data, mark)
	lines := 1
	for i := range starts {
		if i > 0 && i < len(signs) && signs[i-1] == "⏎" { // the character ⏎ itself is escaped
			lines++
		}
		starts[i] += lines * edgeColumns
	}
	if starts[len(signs)] > room {
		size = fmt.Sprintf(" %d bytes", len(data))
		room -= len(size) + 2*gone.columns()
	}
	from, to := fitting(starts, marked, max(room-edgeColumns, leastText))
	cut := cutter{signs: signs, begun: begun, marked: marked}
	if from > 0 && signs[from-1] == "⏎" || from == to {
		blocks = append(blocks, gone)
	}
	for at := from; at < to; {
		end := at + 1
		for end < to && signs[end-1] != "⏎" {
			end++
		}
		blocks = append(blocks, cut.block(at, end))
		at = end
	}
	if from < to && to < len(signs) && signs[to-1] == "⏎" {
		blocks = append(blocks, gone)
	}
	return blocks, size
}

// A cutter makes blocks of the characters of a payload.
type cutter struct {
	signs  []string
	begun  bool
	marked int
}

// block returns the block of the characters from one up to another, which are of one line.
func (c cutter) block(from, to int) (b block) {
	switch {
	case from == 0 && c.begun:
		b.left = torn
	case from > 0 && c.signs[from-1] != "⏎":
		b.left, b.Before = hidden, "…"
	}
	wrong := min(max(c.marked, from), to)
	behind := min(wrong+1, to)
	if c.marked != wrong {
		wrong, behind = to, to
	}
	b.Before += strings.Join(c.signs[from:wrong], "")
	b.Wrong = strings.Join(c.signs[wrong:behind], "")
	b.After = strings.Join(c.signs[behind:to], "")
	switch {
	case c.signs[to-1] == "⏎":
	case to < len(c.signs):
		b.right = hidden
		b.After += "…"
	default:
		b.right = torn
	}
	return b
}

// Sizes of blocks, in pixels. Two straight edges and the gap take less than edgeColumns columns.
const (
	blockTop = 4 // from the top of the row
	blockLow = 20
	blockGap = 3
	zigzag   = 3 // how far the teeth of a torn edge reach
)

// padding is the room between an edge and the text.
var padding = map[edge]int{straight: 2, torn: 2 + zigzag, hidden: 2}

// A drawnBlock is the layout of a block. Its numbers are pixels.
type drawnBlock struct {
	block
	Class           string
	Outline         string // the path of its edges
	X, Width        int    // its text
	WrongX, WrongTo int    // the wrong character
}

// pixels is how wide so many columns of text are.
func pixels(columns int) int { return int(math.Round(float64(columns) * letter)) }

// drawBlocks lays out blocks in a row that begins at x. It returns where the row ends.
func drawBlocks(blocks []block, x int) (drawn []drawnBlock, end int) {
	for i, b := range blocks {
		if i > 0 {
			x += blockGap
		}
		d := drawnBlock{block: b, Class: "block", X: x + padding[b.left], Width: pixels(b.columns())}
		from := x
		x = d.X + d.Width + padding[b.right]
		switch {
		case b.Wrong != "":
			d.Class += " wrong"
		case b.right == torn:
			d.Class += " tail"
		}
		if b != gone {
			d.Outline = outline(from, x, b.left, b.right)
		}
		if b.Wrong != "" {
			d.WrongX = d.X + pixels(layout.Columns(b.Before))
			d.WrongTo = d.X + pixels(layout.Columns(b.Before+b.Wrong))
		}
		drawn = append(drawn, d)
	}
	return drawn, x
}

// WrongWidth is how wide the wrong character is.
func (d drawnBlock) WrongWidth() int { return d.WrongTo - d.WrongX }

// outline is the path around a block, without a line where an edge is hidden.
func outline(x1, x2 int, left, right edge) string {
	step := (blockLow - blockTop) / 4
	down := map[edge]string{straight: fmt.Sprintf("V%d", blockLow), torn: strings.Repeat(fmt.Sprintf("l-%d,%d %d,%d", zigzag, step, zigzag, step), 2)}
	up := map[edge]string{straight: fmt.Sprintf("V%d", blockTop), torn: strings.Repeat(fmt.Sprintf("l-%d,-%d %d,-%d", zigzag, step, zigzag, step), 2)}
	top, bottom := fmt.Sprintf("H%d", x2), fmt.Sprintf("H%d", x1)
	switch {
	case left == hidden && right == hidden: // two lines
		return fmt.Sprintf("M%d,%d%sM%d,%d%s", x1, blockTop, top, x1, blockLow, top)
	case right == hidden: // from there anticlockwise, or the path would close over it
		return fmt.Sprintf("M%d,%d%s%sH%d", x2, blockLow, bottom, up[left], x2)
	}
	end := fmt.Sprintf("M%d,%d%s%s%s", x1, blockTop, top, down[right], bottom)
	if left == hidden {
		return end
	}
	return end + up[left] + "Z"
}
