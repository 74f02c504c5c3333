package draw

import (
	"fmt"
	"math"
	"strings"

	"chatlab/lab/layout"
)

// Sizes of blocks, in pixels. Two straight edges and the gap take less than edgeColumns columns.
const (
	blockTop = 4 // from the top of the row
	blockLow = 20
	blockGap = 3
	zigzag   = 3 // how far the teeth of a torn edge reach
)

// padding is the room between an edge and the text.
var padding = map[edge]int{straight: 2, torn: 2 + zigzag, none: 0}

// A drawnBlock is the layout of a block. Its numbers are pixels.
type drawnBlock struct {
	block
	Class           string
	Outline         string // the path of its edges
	X, Width        int    // its text
	WrongX, WrongTo int    // the wrong character
}

// pixels returns the width of that many columns of text.
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

// outline is the path around a block.
func outline(x1, x2 int, left, right edge) string {
	step := (blockLow - blockTop) / 4
	path := fmt.Sprintf("M%d,%dH%d", x1, blockTop, x2)
	if right == torn {
		path += strings.Repeat(fmt.Sprintf("l-%d,%d %d,%d", zigzag, step, zigzag, step), 2)
	} else {
		path += fmt.Sprintf("V%d", blockLow)
	}
	path += fmt.Sprintf("H%d", x1)
	if left == torn {
		path += strings.Repeat(fmt.Sprintf("l-%d,-%d %d,-%d", zigzag, step, zigzag, step), 2)
	}
	return path + "Z"
}
