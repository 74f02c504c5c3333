package draw

import (
	"fmt"
	"slices"
	"strings"

	"chatlab/lab/layout"
	"chatlab/lab/trace"
	"chatlab/server/wire"
)

// Sizes of a picture, in pixels.
const (
	rowHeight    = 34
	arrowY       = 24 // the arrow, from the top of its row
	labelY       = 16 // the baseline of the label above it
	headLength   = 8
	edge         = 70 // from the side to the first life line
	mostBetween  = 230
	leastBetween = 150
	usualPicture = 800 // a picture this wide moves its life lines closer together
	noteX        = 8   // the left end of a note that is beside no life line
	letter       = 7.3 // the width of a column of the font, which is 12 pixels high
)

// A drawing is the layout of a picture: its life lines and its rows.
type drawing struct {
	Width int
	Heads []drawnHead
	Rows  []drawnRow
}

type drawnHead struct {
	X    int
	Name string
}

// A drawnRow is the layout of one row. Its numbers are pixels.
type drawnRow struct {
	sceneRow
	Class string // the kind of row, such as "data" or "reset"
	Lines []drawnLine
	Arrow *drawnArrow // nil for a note
	Label drawnLabel
	Below string // a second line below the label
	Y     int    // top of the row in a picture without a page
}

// A drawnLine is the part of a life line within a row.
type drawnLine struct {
	X          int
	Path, Open bool // Open: an incomplete line has arrived there
}

type drawnArrow struct {
	From, To int
	Head     string // the points of its tip
}

type drawnLabel struct {
	X          int
	Anchor     string // start, middle or end
	Text, Tail string // Tail is the start of an incomplete line
}

// drawing lays out a scene. Each of clients gets its own life line; the other clients share one.
func (s scene) drawing(log trace.Log, clients []string) drawing {
	lines := lifeLinesOf(clients, log)
	if len(clients) < len(s.clients) {
		lines = append(lines, lifeLine{name: othersName})
	}
	gap := min(mostBetween, max(leastBetween, (usualPicture-2*edge)/max(len(lines)-1, 1)))
	var d drawing
	for i := range lines {
		lines[i].at = edge + i*gap
		d.Heads = append(d.Heads, drawnHead{lines[i].at, short(lines[i].name, int(float64(gap)/letter)-1)})
	}
	d.Width = 2*edge + (len(lines)-1)*gap
	for i, row := range s.rows {
		drawn := lines.draw(row)
		drawn.Y = i * rowHeight
		if others := !slices.Contains(clients, row.Conn); others && row.Failed == "" && row.Kind != trace.Server && drawn.Label.Text != "" {
			drawn.Label.Text = Visible(row.Conn) + ": " + drawn.Label.Text
		}
		d.Rows = append(d.Rows, drawn)
	}
	return d
}

// draw lays out one row.
func (ls lifeLines) draw(row sceneRow) drawnRow {
	drawn := drawnRow{sceneRow: row, Class: row.Kind.String()}
	if row.Guilty {
		drawn.Class += " guilty"
	}
	for _, line := range ls {
		open := row.Open[line.conn] && !line.path && line.name != othersName
		drawn.Lines = append(drawn.Lines, drawnLine{line.at, line.path, open})
	}
	from, to := ls.ends(row.Event)
	switch {
	case row.Failed != "":
		drawn.Class = "failed"
		first, more, _ := strings.Cut(row.Failed, "\n")
		columns := int(float64(ls[len(ls)-1].at+edge-2*noteX) / letter)
		drawn.Label = drawnLabel{X: noteX, Anchor: "start", Text: fitted("✗ "+stepName(row.Conn)+": "+first, columns)}
		drawn.Below = fitted(strings.ReplaceAll(more, "\n", ", "), columns)
		return drawn
	case from == to && from == ls[len(ls)-1].at: // only the left has room
		drawn.Label = drawnLabel{X: from - 10, Anchor: "end", Text: Visible(row.Note) + " ◇"}
		return drawn
	case from == to:
		drawn.Label = drawnLabel{X: from + 10, Anchor: "start", Text: "◇ " + Visible(row.Note)}
		return drawn
	}
	tip := to - headLength
	if to < from {
		tip = to + headLength
	}
	drawn.Arrow = &drawnArrow{from, tip, fmt.Sprintf("%d,%d %d,%d %d,%d", to, arrowY, tip, arrowY-4, tip, arrowY+4)}
	room := int(float64(max(from, to)-min(from, to)-2*headLength) / letter)
	drawn.Label = drawnLabel{X: (from + to) / 2, Anchor: "middle"}
	drawn.Label.Text, drawn.Label.Tail = row.labels(room)
	return drawn
}

// labels returns the text on an arrow, in room columns: the complete part, and the start of
// an incomplete line.
func (r sceneRow) labels(room int) (text, tail string) {
	switch {
	case r.Kind == trace.Open:
		return "connects", ""
	case r.Kind == trace.Fin:
		return "FIN", ""
	case r.Kind == trace.Reset:
		return "RST", ""
	case len(r.Data) == 0:
		return short(r.Note, room), ""
	}
	whole := short(string(r.Data), room)
	if strings.HasSuffix(whole, "…") {
		size := fmt.Sprintf(" %d bytes", len(r.Data))
		part, _ := Window(string(r.Data), r.shownAt(), room-len(size))
		return part + size, ""
	}
	cut := len(r.Data) - r.Tail
	return Visible(string(r.Data[:cut])), Visible(string(r.Data[cut:]))
}

// shownAt is the byte that the label of a long row must show, or -1 for its beginning.
func (r sceneRow) shownAt() int {
	if r.Guilty {
		return r.Wrong
	}
	return -1
}

// fitted shortens a text of the kit to columns. What it quotes is already escaped.
func fitted(text string, columns int) string { return layout.Fit(wire.Clean(text), columns) }
