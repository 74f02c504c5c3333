package draw

import (
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"chatlab/lab/layout"
	"chatlab/lab/trace"
	"chatlab/server/wire"
)

//go:embed templates
var files embed.FS

func file(name string) string {
	text, err := files.ReadFile("templates/" + name)
	if err != nil {
		panic(err) // the file is embedded
	}
	return string(text)
}

var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").
		Funcs(template.FuncMap{
			"minus": func(a, b int) int { return a - b },
		}).
		ParseFS(files, "templates/*.html", "templates/*.svg"))
})

// How much of a long trace a picture shows.
const (
	mostRows    = 5000 // events of connections; the middle of a longer trace is left out
	mostBytes   = 2048 // of one event
	dumpColumns = 16   // bytes in a line of the dump
	mostVerdict = 300  // columns of a line of the verdict
	mostColumns = 7    // clients with a life line of their own
)

// traceHas says where the rest of a picture is.
const traceHas = "the trace has them"

// A Picture says what to draw. The zero value draws everybody, as far as there is room.
type Picture struct {
	Title string        // empty: as the trace says
	First []string      // clients that get a life line before all others
	From  time.Duration // leave out what happened before
	Rows  int           // about how many events a page has at most; 0 means 5,000
	SetUp []string      // the labels of steps that only set up, besides those that the trace shows to be such

	Verdict []Saying // what the page says at its top; none: nothing
	Ribbons Ribbons  // below it
	Printed []string // rows that the server printed, visible already; none: nothing
	Virtual bool     // its times are those of the simulator's clock
	Undrawn string   // which clients of the run the trace leaves out, in words; empty: none

	PrintsReason bool // the first of Printed say why the server ended; the page opens there, and not at the last
}

// A Saying is a line of a verdict: what it is in a word, and a text that is shown as it is.
type Saying struct {
	Label, Text string
	Wrong       bool // it says what is wrong
}

// page is the data of the template picture.html.
type page struct {
	drawing
	Narrow       drawing // the same rows
	Title, About string
	Verdict      []Saying
	Ribbons      []ribbon
	Printed      string
	PrintsReason bool
	Notch        int
	Style        template.CSS
	Script       template.JS
	ScriptHash   string
	Clients      []string
	Undrawn      string
	Steps        []pageStep
	Rows         []pageRow
	Count        string
	Signs        signs
	Virtual      bool
}

type pageStep struct {
	sceneStep
	Mark string
}

// A pageRow is a row, a fold before rows, a pause, or a notice of rows left out.
type pageRow struct {
	drawnRow
	Narrow     drawnRow // between two life lines
	Time, Says string
	Hex, More  string // the bytes, and how many are not shown
	Before     int    // how many bytes of the row come before those of Hex
	Number     int    // the number of the wrong byte in the row; only if Guilty or Meant
	Fold, Left string

	Pause       string // how long nothing happened before the next row
	PauseHeight int    // in pixels
	Folded      bool
}

// HTML writes the picture as one page. It needs no other file and no network. Bytes from
// the wire are always text in it, never markup.
func (p Picture) HTML(w io.Writer, log trace.Log) error {
	log = log.Shortened(trace.Size{Events: cmp.Or(p.Rows, mostRows)}, traceHas)
	s := newScene(log, p.From)
	s.aside = p.SetUp
	wide, narrow := s.drawing(log, p.clients(s)), s.narrow(log)
	style := template.CSS(pageStyle() + laneStyle(wide, narrow))
	out := page{
		drawing:      wide,
		Narrow:       narrow,
		Title:        p.title(s),
		About:        s.about,
		Verdict:      p.said(),
		Printed:      CleanLines(strings.Join(p.Printed, "\n")),
		PrintsReason: p.PrintsReason,
		Style:        style,
		Script:       template.JS(file("picture.js")),
		ScriptHash:   scriptHash(),
		Clients:      visibleAll(s.clients),
		Rows:         fold(s, wide.Rows),
		Count:        layout.Count(s.events, "event") + " on " + layout.Count(len(s.clients), "connection"),
		Undrawn:      fitted(p.Undrawn, mostVerdict),
		Signs:        s.signs(),
		Virtual:      p.Virtual,
	}
	out.fillNarrow()
	out.Ribbons, out.Notch = p.Ribbons.drawn()
	for _, step := range s.steps {
		step.Source = wire.Clean(step.Source)
		out.Steps = append(out.Steps, pageStep{step, map[string]string{"passed": "✓", "failed": "✗"}[step.State]})
	}
	return templates().ExecuteTemplate(w, "picture.html", out)
}

// isEvent reports whether it is the row of an event, and nothing that is said between rows.
func (row pageRow) isEvent() bool { return row.Fold == "" && row.Left == "" && row.Pause == "" }

// Writes reports whether a client wrote its bytes.
func (row pageRow) Writes() bool { return row.Kind == trace.Data && row.Dir == trace.ToServer }

// said is the verdict, each line cut to what a page has room for.
func (p Picture) said() (all []Saying) {
	for _, say := range p.Verdict {
		say.Text = fitted(say.Text, mostVerdict)
		all = append(all, say)
	}
	return all
}

// Wrongs are what the verdict says of what is wrong. Advice is the rest.
func (out page) Wrongs() []Saying { return out.sayings(true) }

// Advice is what the verdict says besides.
func (out page) Advice() []Saying { return out.sayings(false) }

func (out page) sayings(wrong bool) []Saying {
	return slices.DeleteFunc(slices.Clone(out.Verdict), func(say Saying) bool { return say.Wrong != wrong })
}

// clients returns the clients that get a life line of their own.
func (p Picture) clients(s scene) []string {
	var own []string
	for _, name := range slices.Concat(p.First, s.clients) {
		if len(own) < mostColumns && slices.Contains(s.clients, name) && !slices.Contains(own, name) {
			own = append(own, name)
		}
	}
	return own
}

func (p Picture) title(s scene) string {
	switch {
	case p.Title != "":
		return p.Title
	case s.name != "":
		return s.name
	}
	return "a trace"
}

// scriptHash returns the hash that allows the page's one script, and no other.
func scriptHash() string {
	sum := sha256.Sum256([]byte(file("picture.js")))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

func visibleAll(names []string) []string {
	var all []string
	for _, name := range names {
		all = append(all, Visible(name))
	}
	return all
}

// pageRowOf returns a row with its details.
func pageRowOf(d drawnRow) pageRow {
	if d.Kind == trace.Left {
		return pageRow{drawnRow: d, Left: "… " + Visible(d.Note)}
	}
	d.Conn = Visible(d.Conn)
	row := pageRow{drawnRow: d, Time: d.time(), Says: d.says()}
	wrong := max(d.shownAt(), 0)
	from, to, number := d.holes.part(wrong, len(d.Data))
	skipped := 0
	if wrong-from >= mostBytes {
		skipped = (wrong - from - mostBytes/2) / dumpColumns * dumpColumns
	}
	row.Before, row.Number = number+skipped, number+wrong-from
	shown := d.Data[from+skipped : min(to, from+skipped+mostBytes)]
	row.Hex = hex.EncodeToString(shown)
	if more := d.bytes() - len(shown); more > 0 {
		row.More = fmt.Sprintf("… and %s that the picture leaves out; "+traceHas, layout.Count(more, "more byte"))
	}
	return row
}
