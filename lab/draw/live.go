package draw

import (
	"fmt"
	"html/template"
	"strings"

	"chatlab/lab/trace"
)

// Rows are the rows of a picture for a page that shows a trace while it grows.
type Rows struct {
	Width  int           // of each row and of Heads, in pixels
	Heads  template.HTML // inside an svg of HeadHeight
	Layout string        // two logs with the same Layout have rows that fit below each other
	Rows   []Row         // from the one that was asked for on
}

// Sizes of what is inside an svg, in pixels.
const (
	RowHeight  = rowHeight
	HeadHeight = 24
)

// A Row is one event. Its texts are escaped in SVG only.
type Row struct {
	Class string        // the kind of event, such as "data" or "reset"
	Time  string        // since the record began
	Says  string        // the event in a sentence
	Away  int           // pixels from the middle of the arrow to its beginning, negative to the left; 0: no arrow
	SVG   template.HTML // inside an svg of RowHeight
}

// Live returns the rows of a log from the nth on, from 0. A row stays as it is when the log
// grows, as long as Layout stays.
func (p Picture) Live(log trace.Log, from int) (r Rows) {
	s := newScene(log, p.From)
	s.rows = s.rows[min(max(from, 0), len(s.rows)):]
	d := s.drawing(log, p.clients(s))
	r.Width = d.Width
	var names []string
	for _, head := range d.Heads {
		names = append(names, fmt.Sprintf("%q", head.Name))
	}
	r.Layout = strings.Join(names, " ")
	r.Heads = part("heads", d)
	for _, drawn := range d.Rows {
		row := Row{Class: drawn.Class, Time: drawn.time(), Says: drawn.says(), SVG: part("row", drawn)}
		if drawn.Arrow != nil {
			row.Away = (drawn.Arrow.From - drawn.Arrow.To) / 2
		}
		r.Rows = append(r.Rows, row)
	}
	return r
}

// part returns a part of a picture as markup, with all texts in it escaped.
func part(name string, data any) template.HTML {
	var out strings.Builder
	if err := templates().ExecuteTemplate(&out, name, data); err != nil {
		panic(err) // the templates are embedded, and a builder takes everything
	}
	return template.HTML(out.String())
}

// LiveStyle is the style of such rows, inside an element with the class ladder.
func LiveStyle() string {
	return ".ladder { " + file("light.css") + " }\n@media (prefers-color-scheme: dark) { .ladder { " + file("dark.css") + " } }\n" + file("arrows.css")
}
