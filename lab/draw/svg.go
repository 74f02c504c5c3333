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
	return templates().ExecuteTemplate(w, "picture.svg", struct {
		drawing
		Title  string
		Style  template.CSS
		Height int
		Left   string
	}{d, p.title(s), template.CSS(pictureStyle()), headHeight + len(d.Rows)*rowHeight + rowHeight/2, ""})
}

const mostRowsAlone = 200
