package draw

import (
	"fmt"
	"slices"
	"strings"

	"chatlab/lab/layout"
	"chatlab/lab/trace"
)

// A page has each row twice: once between life lines for everybody, and once between two life
// lines, of the row's own client and of the server. Its style shows the second where the first
// has no room. There the row names its client beside the time.
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
		drawn := lines.draw(row)
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
// of a width.
func (row *drawnRow) keepInside(width int) {
	columns := int(float64(width-2*noteX) / letter)
	switch {
	case row.Arrow != nil:
	case row.Failed != "":
		row.Label.Text, row.Below = fitted(row.Label.Text, columns), fitted(row.Below, columns)
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

// plain removes from each row the life lines that look the same in all of them: the style
// draws those.
func plain(rows []drawnRow) []drawnRow {
	out := slices.Clone(rows)
	for i := range out {
		out[i].Lines = slices.DeleteFunc(slices.Clone(out[i].Lines), func(l drawnLine) bool {
			return l == drawnLine{X: l.X, Path: l.Path}
		})
	}
	return out
}

// laneStyle is the part of a page's style that depends on its life lines: where they are, when
// there is room for all, and how a printer fits them onto paper.
func laneStyle(wide, narrow drawing) string {
	room := wide.Width + atColumn
	return fmt.Sprintf(`
#ladder ol { --lives: %s; --still: %s; }
.row .wide, .still { width: %dpx; }
.row .narrow { width: %dpx; }
@media screen and (max-width: 50rem) { @container (max-width: %dpx) {
  #ladder ol { --lives: %s; --still: %s; }
  #ladder .wide { display: none; }
  #ladder .narrow, #ladder .at b { display: block; }
  #ladder .still { width: %dpx; }
  #ladder .heads, #ladder .row, #ladder .pause { grid-template-columns: %dpx auto; }
} }
@media print { %s #ladder ol, #ladder .heads { zoom: %.2f; } }
`, lives(wide, "100%"), lives(wide, "7px"), wide.Width, narrowWidth, room-1,
		lives(narrow, "100%"), lives(narrow, "7px"), narrowWidth, narrowAtColumn, sheet(room), min(1, paper(room)/float64(room)))
}

// lives are the life lines of a drawing as a background. A line is drawn for 3 pixels in each
// period, or throughout if the period is 100%.
func lives(d drawing, period string) string {
	var all []string
	for i, head := range d.Heads {
		colour, dash := "var(--rule)", period
		if d.isPath(i) {
			colour, dash = "var(--faint)", "7px"
		}
		stop := "3px"
		if dash == "100%" {
			stop = dash
		}
		all = append(all, fmt.Sprintf("repeating-linear-gradient(%s 0 %s, transparent %s %s) %dpx 0 / 2px 100%% no-repeat", colour, stop, stop, dash, head.X-1))
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
