package draw

import (
	"html/template"
	"io"

	"chatlab/lab/trace"
)

const headHeight = 26 // pixels above the first row of a picture without a page

// SVG writes the picture alone, without steps and folds, for a page of text. It is for
// short traces: it leaves out the middle of long ones.
func (p Picture) SVG(w io.Writer, log trace.Log) error {
	log = log.Shortened(trace.Size{Events: mostRowsAlone}, traceHas)
	s := newScene(log, p.From)
	d := s.drawing(log, p.clients(s))
	out := pictureAlone{drawing: d, Title: p.title(s), Style: template.CSS(pictureStyle()), Height: headHeight}
	var rows []pageRow
	for _, row := range d.Rows {
		left := ""
		if row.Kind == trace.Left {
			left = row.Note
		}
		rows = append(rows, pageRow{drawnRow: row, Left: left})
	}
	for _, row := range withPauses(rows) {
		row.Y = out.Height
		out.Height += rowHeight
		if row.Pause != "" {
			out.Height += row.PauseHeight - rowHeight
			row.Label = drawnLabel{X: d.Heads[0].X + 10, Text: row.Pause}
		}
		out.All = append(out.All, row)
	}
	out.Height += rowHeight / 2
	return templates().ExecuteTemplate(w, "picture.svg", out)
}

// A pictureAlone is the data of the template picture.svg.
type pictureAlone struct {
	drawing
	All    []pageRow // its rows, and pauses between them
	Title  string
	Style  template.CSS
	Height int
}

const mostRowsAlone = 200
