package draw

import (
	"fmt"
	"strings"

	"chatlab/lab/layout"
)

// A payload is drawn as a row of blocks, one for each line. So a reader sees at a glance that one
// read carried two lines and a half, or that a line came in three pieces.

// A block is one line of a payload. Its texts are visible, and the middle of a long line is left
// out.
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
	none                 // this is not a line
)

// gone is the block for lines that are not shown.
var gone = block{Before: "…", left: none, right: none}

func (b block) columns() int { return layout.Columns(b.Before + b.Wrong + b.After) }

const (
	edgeColumns = 1  // the columns that the edges of a block take, with the gap after it
	leastLine   = 5  // columns of a line that is shown; a shorter line takes fewer
	leastWrong  = 13 // the same, for the line with the wrong byte: the longest escape, and … on both sides
)

// payload cuts data into blocks that fit into room columns. If they do not fit, it shows less of
// each line, and if there are many lines, only those around the byte at mark, or the first ones
// if mark is below 0. Then size says how much data there is. begun says that data begins in the
// middle of a line. left says where bytes are left out already.
func payload(data string, begun bool, left holes, mark, room int) (blocks []block, size string) {
	p := cut(data, begun, left, mark, room)
	size = fmt.Sprintf(" %d bytes", len(data)+left.bytes())
	first, last := 0, len(p.lines)
	switch {
	case len(left) == 0 && p.fits(0, last, room, room):
		size = ""
	case p.fits(0, last, leastLine, room-len(size)):
		room -= len(size)
	case len(left) == 0 && p.fits(0, last, leastLine, room): // more lines say more than their size
		size = ""
	default:
		room -= len(size) + 2*(gone.columns()+edgeColumns)
		if first, last = p.around(room); mark >= 0 && !p.fits(first, last, leastLine, room) { // the wrong byte says more than the size
			room, size = room+len(size), ""
		}
	}
	if first > 0 {
		blocks = append(blocks, gone)
	}
	for i, columns := range p.share(first, last, room) {
		blocks = append(blocks, p.lines[first+i].block(columns))
	}
	if last < len(p.lines) && (len(blocks) == 0 || blocks[len(blocks)-1] != gone) {
		blocks = append(blocks, gone)
	}
	return blocks, size
}

// redden makes the block with the wrong character wrong as a whole.
func redden(blocks []block) {
	for i, b := range blocks {
		if b.Wrong != "" {
			blocks[i].Wrong, blocks[i].Before, blocks[i].After = b.Before+b.Wrong+b.After, "", ""
		}
	}
}

// pieces are a payload that is cut into lines.
type pieces struct {
	lines []piece
	wrong int // the line with the wrong character, or 0
}

// A piece is a line of a payload.
type piece struct {
	text  string
	begun bool // it began in another payload
	left  bool // it is not a line, but stands for what is left out
	mark  int  // the byte at which a step failed, or -1
	takes int  // columns; for a long line any number that is more than the room
}

// cut cuts data into lines. It measures each of them up to the room, and no further.
func cut(data string, begun bool, left holes, mark, room int) (p pieces) {
	at := 0
	for _, h := range left {
		p.cut(data[at:h.at], at, begun, mark, room)
		p.lines = append(p.lines, piece{left: true, mark: -1, takes: gone.columns()})
		at, begun = h.at, false
	}
	p.cut(data[at:], at, begun, mark, room)
	return p
}

// cut adds the lines of bytes that begin with number at.
func (p *pieces) cut(data string, at int, begun bool, mark, room int) {
	first := at
	for text := range strings.Lines(data) {
		line := piece{text: text, begun: at == first && begun, mark: -1}
		if at <= mark && mark < at+len(text) {
			p.wrong, line.mark = len(p.lines), mark-at
		}
		_, starts, _ := measure(text, -1, max(room, leastWrong))
		line.takes = starts[len(starts)-1]
		p.lines = append(p.lines, line)
		at += len(text)
	}
}

// least returns how many columns a line takes if it is cut to that many. A wrong byte needs more.
func (l piece) least(columns int) int {
	if l.mark >= 0 {
		columns = max(columns, leastWrong)
	}
	return min(l.takes, columns)
}

// fits reports whether there is room for some lines if each is cut to that many columns.
func (p pieces) fits(first, last, columns, room int) bool {
	for _, line := range p.lines[first:last] {
		if room -= line.least(columns) + edgeColumns; room < 0 {
			return false
		}
	}
	return true
}

// around returns the lines that are shown if there is no room for all: the one with the wrong
// character, then those after it, then those before it.
func (p pieces) around(room int) (first, last int) {
	first, last = p.wrong, p.wrong+1
	for last < len(p.lines) && p.fits(first, last+1, leastLine, room) {
		last++
	}
	for first > 0 && p.fits(first-1, last, leastLine, room) {
		first--
	}
	return first, last
}

// share returns how many columns each of some lines gets. First each gets the least that it
// needs. Then the lines get one more column in turn, from the one with the wrong character on.
func (p pieces) share(first, last, room int) []int {
	columns := make([]int, last-first)
	for i, line := range p.lines[first:last] {
		columns[i] = line.least(leastLine)
		room -= columns[i] + edgeColumns
	}
	for gave := true; gave; {
		gave = false
		for i := range columns {
			at := (i + max(p.wrong-first, 0)) % len(columns)
			if room > 0 && columns[at] < p.lines[first+at].takes {
				columns[at]++
				room--
				gave = true
			}
		}
	}
	return columns
}

// block returns the block of a line, at most that many columns wide.
func (l piece) block(columns int) (b block) {
	if l.left {
		return gone
	}
	body, end := l.text, ""
	if whole, ended := strings.CutSuffix(body, "\n"); ended {
		body, end = whole, "⏎"
	} else {
		b.right = torn
	}
	if l.begun {
		b.left = torn
	}
	columns -= layout.Columns(end)
	signs, starts, marked := measure(body, l.mark, columns)
	from, to := fitting(starts, marked, columns)
	if from > 0 {
		b.Before = "…"
	}
	if to < len(signs) {
		end = "…" + end
	}
	switch {
	case from <= marked && marked < to:
		b.Before += strings.Join(signs[from:marked], "")
		b.Wrong = signs[marked]
		b.After = strings.Join(signs[marked+1:to], "") + end
	case marked >= 0 && marked == len(signs): // the line feed
		b.Before += strings.Join(signs[from:to], "")
		b.Wrong = end
	default:
		b.Before += strings.Join(signs[from:to], "") + end
	}
	return b
}
