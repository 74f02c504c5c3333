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
	none                 // this is no line
)

// gone stands for lines that are not shown.
var gone = block{Before: "…", left: none, right: none}

func (b block) columns() int { return layout.Columns(b.Before + b.Wrong + b.After) }

const (
	edgeColumns = 1  // the columns that the edges of a block take, with the gap behind it
	leastLine   = 5  // columns of a line that is shown, if it has so many
	leastWrong  = 13 // the same, for the line with the wrong byte: the longest escape, and … on both sides
)

// payload cuts data into blocks that fit into room columns. If they do not fit, it shows less of
// each line, and if there are many lines, only those around the byte at mark, or the first ones
// if mark is below 0. Then size says how much data there is. begun says that data begins in the
// middle of a line.
func payload(data string, begun bool, mark, room int) (blocks []block, size string) {
	p := cut(data, begun, mark)
	size = fmt.Sprintf(" %d bytes", len(data))
	first, last := 0, len(p.lines)
	switch all := p.least(0, last); {
	case p.needs(0, last) <= room:
		size = ""
	case all <= room-len(size):
		room -= len(size)
	case all <= room: // more lines say more than their size
		size = ""
	default:
		room -= len(size) + 2*(gone.columns()+edgeColumns)
		first, last = p.around(room)
	}
	if first > 0 {
		blocks = append(blocks, gone)
	}
	for i, columns := range p.share(first, last, room) {
		blocks = append(blocks, p.block(p.lines[first+i], columns))
	}
	if last < len(p.lines) {
		blocks = append(blocks, gone)
	}
	return blocks, size
}

// A pieces is a payload that is cut into lines.
type pieces struct {
	signs  []string
	starts []int // the column of each sign, and of the end
	begun  bool
	marked int // the wrong character, or -1
	lines  []piece
	wrong  int // the line with the wrong character, or 0
}

// A piece is a line: its first character, and the one behind its last.
type piece struct{ from, to int }

func cut(data string, begun bool, mark int) pieces {
	p := pieces{begun: begun}
	p.signs, p.starts, p.marked = measure(data, mark)
	for from := 0; from < len(p.signs); {
		line := piece{from, from + 1}
		for line.to < len(p.signs) && !p.ends(line) {
			line.to++
		}
		if line.from <= p.marked && p.marked < line.to {
			p.wrong = len(p.lines)
		}
		p.lines = append(p.lines, line)
		from = line.to
	}
	return p
}

// ends reports whether a line ends with a line feed. The character ⏎ itself is escaped.
func (p pieces) ends(line piece) bool { return p.signs[line.to-1] == "⏎" }

func (p pieces) columns(line piece) int { return p.starts[line.to] - p.starts[line.from] }

// needs is how many columns all of some lines take.
func (p pieces) needs(first, last int) (columns int) {
	for _, line := range p.lines[first:last] {
		columns += p.columns(line) + edgeColumns
	}
	return columns
}

// least is how many columns some lines take if as little as possible is shown of each.
func (p pieces) least(first, last int) (columns int) {
	for i := first; i < last; i++ {
		columns += p.leastOf(i) + edgeColumns
	}
	return columns
}

func (p pieces) leastOf(i int) int {
	if i == p.wrong && p.marked >= 0 {
		return min(p.columns(p.lines[i]), leastWrong)
	}
	return min(p.columns(p.lines[i]), leastLine)
}

// around returns the lines that are shown if there is no room for all: the one with the wrong
// character, then those behind it, then those before it.
func (p pieces) around(room int) (first, last int) {
	first, last = p.wrong, p.wrong+1
	for last < len(p.lines) && p.least(first, last+1) <= room {
		last++
	}
	for first > 0 && p.least(first-1, last) <= room {
		first--
	}
	return first, last
}

// share returns how many columns each of some lines gets: what it needs at least, and a column
// each in turn, from the line with the wrong character on.
func (p pieces) share(first, last, room int) []int {
	columns := make([]int, last-first)
	for i := range columns {
		columns[i] = p.leastOf(first + i)
	}
	room -= p.least(first, last)
	for gave := true; gave; {
		gave = false
		for i := range columns {
			at := (i + max(p.wrong-first, 0)) % len(columns)
			if room > 0 && columns[at] < p.columns(p.lines[first+at]) {
				columns[at]++
				room--
				gave = true
			}
		}
	}
	return columns
}

// block returns the block of a line in so many columns.
func (p pieces) block(line piece, columns int) (b block) {
	body, end := line, ""
	if p.ends(line) {
		body.to--
		end = "⏎"
	} else {
		b.right = torn
	}
	if line.from == 0 && p.begun {
		b.left = torn
	}
	marked := -1
	if line.from <= p.marked && p.marked < line.to {
		marked = p.marked - line.from
	}
	from, to := fitting(p.starts[body.from:body.to+1], marked, columns-layout.Columns(end))
	from, to = from+body.from, to+body.from
	if from > body.from {
		b.Before = "…"
	}
	if to < body.to {
		end = "…" + end
	}
	switch {
	case from <= p.marked && p.marked < to:
		b.Before += strings.Join(p.signs[from:p.marked], "")
		b.Wrong = p.signs[p.marked]
		b.After = strings.Join(p.signs[p.marked+1:to], "") + end
	case body.to <= p.marked && p.marked < line.to:
		b.Before += strings.Join(p.signs[from:to], "")
		b.Wrong = end
	default:
		b.Before += strings.Join(p.signs[from:to], "") + end
	}
	return b
}
