package draw

import (
	"fmt"
	"slices"

	"chatlab/lab/layout"
	"chatlab/lab/trace"
	"chatlab/server/wire"
)

// Sizes of a picture, in pixels.
const (
	rowHeight    = 34
	arrowY       = 24 // the arrow, from the top of its row
	headLength   = 8
	margin       = 70 // from the side to the first life line
	mostBetween  = 230
	leastBetween = 150
	usualPicture = 800 // a picture this wide moves its life lines closer together
	leastPicture = 360 // room for leastColumns
	leastColumns = 44  // of what a failed step says
	mostTold     = 108 // at most, so that a window of 1280 shows all of them
	noteX        = 8   // the left end of a note that is beside no life line
	letter       = 7.3 // the width of a column of the font, which is 12 pixels high
)

// A drawing is the layout of a picture: its life lines and its rows.
type drawing struct {
	Width  int
	Server int // where its life line is
	Heads  []drawnHead
	Rows   []drawnRow
}

type drawnHead struct {
	X    int
	Name string
}

// A drawnRow is the layout of one row. Its numbers are pixels.
type drawnRow struct {
	sceneRow
	Class  string // the kind of row, such as "data" or "reset"
	Lines  []drawnLine
	Arrow  *drawnArrow  // nil for a note
	Queues []drawnQueue // what waits in buffers
	Label  drawnLabel
	Below  string // a second line below the label

	Blocks []drawnBlock // the payload
	Size   drawnLabel   // how large the payload is, after its blocks; empty if they show all of it

	Y int // top of the row in a picture without a page
}

// A drawnLine is the part of a life line within a row.
type drawnLine struct {
	X, Height  int
	Path       bool // a path is drawn with dashes
	Incomplete bool // a line has begun to arrive there, and is not complete
	Frozen     bool // the client does not read
	Gone       bool // its connection or its server has ended
}

type drawnArrow struct {
	From, To int
	Head     string // the points of its tip; empty for a line without one
}

type drawnLabel struct {
	X      int
	Anchor string // start, middle or end
	Text   string
}

// drawing lays out a scene. Each of clients gets its own life line; the other clients share one.
func (s scene) drawing(log trace.Log, clients []string) drawing {
	lines := lifeLinesOf(clients, log)
	if len(clients) < len(s.clients) {
		lines = append(lines, lifeLine{name: othersName})
	}
	gap := min(mostBetween, max(leastBetween, (usualPicture-2*margin)/max(len(lines)-1, 1)))
	var d drawing
	for i := range lines {
		lines[i].at = margin + i*gap
		if lines[i].name == serverName && lines[i].conn == "" {
			d.Server = lines[i].at
		}
		d.Heads = append(d.Heads, drawnHead{lines[i].at, short(lines[i].name, int(float64(gap)/letter)-1)})
	}
	d.Width = max(2*margin+(len(lines)-1)*gap, leastPicture)
	for _, row := range s.rows {
		who := ""
		if others := !slices.Contains(clients, row.Conn); others && row.Failed == "" && row.Kind != trace.Server {
			who = Visible(row.Conn) + ": "
		}
		d.Rows = append(d.Rows, lines.draw(row, who, s.mostHeld[stream{row.Conn, row.Dir}]))
	}
	return d
}

// draw lays out one row. The label begins with who it is about, if the life line does not say it.
// mostHeld is the scale of a queue.
func (ls lifeLines) draw(row sceneRow, who string, mostHeld int) drawnRow {
	drawn := drawnRow{sceneRow: row, Class: row.Kind.String()}
	if row.Guilty {
		drawn.Class += " guilty"
	} else if row.Meant {
		drawn.Class += " meant"
	}
	for _, line := range ls {
		incomplete := row.Incomplete[line.conn] && !line.path && !line.isOthers()
		frozen := row.Frozen[line.conn] && !line.path
		gone := row.Gone[line.conn] && !line.isOthers()
		drawn.Lines = append(drawn.Lines, drawnLine{line.at, rowHeight, line.path, incomplete, frozen, gone})
	}
	if row.Kind == trace.Missing { // it is a part of the failure
		drawn.Class += " failed"
	}
	from, to := ls.ends(row.Event)
	switch {
	case row.Failed != "":
		drawn.Class = "failed"
		columns := min(max(int(float64(ls[len(ls)-1].at+margin-2*noteX)/letter), leastColumns), mostTold)
		drawn.Label = drawnLabel{X: noteX, Anchor: "start"}
		drawn.Label.Text, drawn.Below = row.failedLines(columns)
		return drawn
	case row.Kind == trace.Remarked:
		drawn.drawRemark(ls[len(ls)-1].at + margin)
		return drawn
	case from == to:
		drawn.Label = beside(who+Visible(row.Note), from, ls[len(ls)-1].at+margin)
		return drawn
	}
	if row.Kind == trace.Held || row.Kind == trace.Blocked {
		drawn.drawWaiting(who, from, to, mostHeld)
		return drawn
	}
	tip := to - headLength
	if to < from {
		tip = to + headLength
	}
	drawn.Arrow = &drawnArrow{from, tip, fmt.Sprintf("%d,%d %d,%d %d,%d", to, arrowY, tip, arrowY-4, tip, arrowY+4)}
	room := int(float64(max(from, to)-min(from, to)-2*headLength) / letter)
	drawn.label(who, (from+to)/2, room)
	return drawn
}

// beside puts a note beside its life line, right of it if there is room, or else on the side with
// more room.
func beside(note string, line, width int) drawnLabel {
	const away = 10
	room := func(pixels int) int { return int(float64(pixels-away)/letter) - layout.Columns("◇ ") }
	if left, right := room(line), room(width-line); layout.Columns(note) > right && left > right {
		return drawnLabel{X: line - away, Anchor: "end", Text: fitted(note, left) + " ◇"}
	}
	return drawnLabel{X: line + away, Anchor: "start", Text: "◇ " + fitted(note, room(width-line))}
}

// label puts what an arrow says above its middle, in room columns.
func (d *drawnRow) label(who string, middle, room int) {
	if len(d.Data) == 0 {
		d.Label = drawnLabel{X: middle, Anchor: "middle", Text: who + d.word(room-layout.Columns(who))}
		return
	}
	blocks, size := payload(string(d.Data), d.Torn, d.holes, d.shownAt(), room-layout.Columns(who))
	if d.WholeWrong {
		redden(blocks)
	}
	lead := pixels(layout.Columns(who))
	_, width := drawBlocks(blocks, 0)
	at := middle - (lead+width+pixels(len(size)))/2
	d.Label = drawnLabel{X: at, Anchor: "start", Text: who}
	d.Blocks, at = drawBlocks(blocks, at+lead)
	d.Size = drawnLabel{X: at, Anchor: "start", Text: size}
}

// word is what an arrow without a payload says, in room columns.
func (r sceneRow) word(room int) string {
	switch r.Kind {
	case trace.Open:
		return "connects"
	case trace.Fin:
		return "FIN"
	case trace.Reset:
		return "RST"
	}
	flood := 0
	if n, _ := fmt.Sscanf(r.Note, "flood: %d bytes sent", &flood); n == 1 && layout.Columns(r.Note) > room {
		return short("flood: "+amount(flood)+" sent", room)
	}
	return short(r.Note, room)
}

// shownAt is the byte that the label of a long row must show, or -1 for its beginning.
func (r sceneRow) shownAt() int {
	if r.Guilty || r.Meant {
		return r.Wrong
	}
	return -1
}

// fitted shortens a text of the kit to columns. What it quotes is already escaped.
func fitted(text string, columns int) string { return layout.Fit(wire.Clean(text), columns) }
