package draw

import (
	"fmt"
	"slices"
	"strings"

	"chatlab/lab/layout"
	"chatlab/lab/trace"
)

// A page has each row twice. The wide form has life lines for everybody, and the narrow form has
// two: of the row's own client and of the server. The style shows the narrow form where the wide
// one has no room. There each row names its client beside the time.
const (
	narrowWidth = 289 // pixels; with its times a row fits into a window of 360
	narrowEdge  = 24
	clientsName = "clients"
)

// Columns of times, in pixels.
const (
	atColumn       = 104
	narrowAtColumn = 71
)

// narrow lays out a scene between two life lines, or three if a path has its own.
func (s scene) narrow(log trace.Log) drawing {
	d := drawing{Width: narrowWidth}
	known := make(map[string]lifeLines)
	for _, row := range s.rows {
		lines, ok := known[row.Conn]
		if !ok {
			lines = lifeLinesOf([]string{row.Conn}, log)
			for i := range lines {
				lines[i].at = narrowEdge + i*(narrowWidth-2*narrowEdge)/(len(lines)-1)
			}
			known[row.Conn] = lines
		}
		drawn := lines.draw(row, "", s.mostHeld[stream{row.Conn, row.Dir}])
		drawn.keepInside(d.Width)
		d.Rows = append(d.Rows, drawn)
		if len(lines) > len(d.Heads) {
			d.Heads = heads(lines, s.clients)
		}
	}
	return d
}

// heads names the life lines of a narrow drawing.
func heads(lines lifeLines, clients []string) (all []drawnHead) {
	for _, line := range lines {
		name := line.name
		if name != serverName && !line.path {
			if name = clientsName; len(clients) == 1 {
				name = short(clients[0], narrowEdge)
			}
		}
		all = append(all, drawnHead{line.at, name})
	}
	return all
}

// keepInside cuts and moves the label of a row without an arrow, so that it is inside a drawing
// of that width.
func (row *drawnRow) keepInside(width int) {
	columns := int(float64(width-2*noteX) / letter)
	switch {
	case row.Kind == trace.Remarked:
		row.drawRemark(width)
	case row.Arrow != nil:
	case row.Failed != "":
		row.Label.Text, row.Below = row.failedLines(columns)
	default:
		row.Label.Text = fitted(row.Label.Text, columns)
		switch long := int(float64(layout.Columns(row.Label.Text)) * letter); {
		case row.Label.Anchor == "start" && row.Label.X+long > width:
			row.Label.X, row.Label.Anchor = width-noteX, "end"
		case row.Label.Anchor == "end" && row.Label.X < long:
			row.Label.X, row.Label.Anchor = noteX, "start"
		}
	}
}

// fillNarrow gives each row its narrow form. Both are in the same order. In both forms it removes
// the life lines that look the same in all rows: the style draws those.
func (out *page) fillNarrow() {
	next, last := out.Narrow.Rows, drawnRow{}
	for i := range out.Rows {
		switch row := &out.Rows[i]; {
		case row.isEvent():
			last, next = next[0], next[1:]
			row.Narrow = last
			row.Lines, row.Narrow.Lines = special(row.Lines), special(last.Lines)
		case row.Left != "":
			next = next[1:]
		case row.Pause != "":
			row.Narrow.Lines = longer(last.Lines, row.PauseHeight)
		}
	}
}

// special returns the life lines of a row that are more than a line.
func special(lines []drawnLine) []drawnLine {
	return slices.DeleteFunc(slices.Clone(lines), func(l drawnLine) bool {
		return l == drawnLine{X: l.X, Height: l.Height, Path: l.Path}
	})
}

// A drawnPause is one of the two forms of a pause.
type drawnPause struct {
	Class  string
	Height int
	Lines  []drawnLine
}

// Pauses returns both forms of a pause.
func (row pageRow) Pauses() []drawnPause {
	return []drawnPause{{"wide", row.PauseHeight, row.Lines}, {"narrow", row.PauseHeight, row.Narrow.Lines}}
}

// laneStyle is the part of a page's style that depends on its life lines: where they are, when
// there is room for all, and how a printer fits them onto paper.
func laneStyle(wide, narrow drawing) string {
	room := wide.Width + atColumn
	return fmt.Sprintf(`
#ladder { --lives: %s; }
li .wide { width: %dpx; }
li .narrow { width: %dpx; }
@media screen and (max-width: 50rem) { @container (max-width: %dpx) {
  #ladder ol { --lives: %s; }
  #ladder .wide { display: none; }
  #ladder .narrow, #ladder .at b { display: block; }
  #ladder .heads, #ladder .row, #ladder .pause { grid-template-columns: %[6]dpx auto; }
  #ladder :is(.at, .stays) { width: %[6]dpx; }
  #ladder .still { margin-left: %[6]dpx; left: %[6]dpx; }
} }
@container (max-width: %dpx) { #ladder .at b { display: block; } }
@media print { %s #ladder ol, #ladder .heads { zoom: %.2f; } }
`, lives(wide), wide.Width, narrowWidth, room-1,
		lives(narrow), narrowAtColumn, room-1, sheet(room), min(1, paper(room)/float64(room)))
}

// lives are the life lines of a drawing as a background.
func lives(d drawing) string {
	var all []string
	for i, head := range d.Heads {
		line := "linear-gradient(var(--rule) 0 0)"
		if d.isPath(i) {
			line = "repeating-linear-gradient(var(--faint) 0 3px, transparent 3px 7px)"
		}
		all = append(all, fmt.Sprintf("%s %dpx 0 / 2px 100%% no-repeat", line, head.X-1))
	}
	return strings.Join(all, ", ")
}

// isPath reports whether a life line is a path's.
func (d drawing) isPath(i int) bool {
	return slices.ContainsFunc(d.Rows, func(row drawnRow) bool {
		return len(row.Lines) == len(d.Heads) && row.Lines[i].Path
	})
}

// Widths of paper without margins, in pixels: of A4 upright, and of Letter on its side.
const (
	upright = 718
	onSide  = 980
)

// paper is how wide the sheets are onto which a picture of this width is printed.
func paper(width int) float64 {
	if width > upright {
		return onSide
	}
	return upright
}

func sheet(width int) string {
	if width > upright {
		return "@page { size: landscape; }"
	}
	return ""
}
