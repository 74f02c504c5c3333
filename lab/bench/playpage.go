package bench

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"chatlab/lab/draw"
	"chatlab/lab/fault"
	"chatlab/lab/lesson"
	"chatlab/lab/play"
)

// A playPage is what the templates of a play get.
type playPage struct {
	frame
	Lesson        lesson.Lesson
	Address       string // of the play, without a slash at the end
	LessonAddress string
	HasCopy       bool
	Choice        choice
	Settings      bool // the lesson's server has settings
	Account       string
	Password      string
	Began         bool
	State         play.State
	People        []shownPerson
	Person        shownPerson // of a part that is about one
	Wire          growth[draw.Rows]
}

// A growth is what a list of the page lacks. A list begins anew with each play and each record,
// and with each new layout of the arrows.
type growth[T any] struct {
	Items T
	Next  int    // the number of the first item that is not there yet
	Take  string // tells a list from those before it
	Anew  bool   // the page has an older list, which these items replace
}

// A shownPerson is a person with the knobs of their path.
type shownPerson struct {
	play.PersonState
	Root  string // of the bench
	Alone bool   // no server was started: there is nothing to connect to
	Sides []shownSide
	Lines growth[[]play.Line]
}

// A shownSide is one direction of a path.
type shownSide struct {
	Name  string // such as "to-server"
	Knobs []shownKnob
	End   string
	After int
	Ends  []string
	Most  int // of After
}

type shownKnob struct {
	play.Knob
	Value int
	Text  string
}

// shownPage returns what the page or a part of it shows now, and the play that it is about, or nil.
func (s *playground) shownPage() (p playPage, now *play.Play) {
	p = playPage{
		frame: frame{s.bench.root(), "Play: " + s.lesson.Title}, Lesson: s.lesson,
		Address: s.root(), LessonAddress: s.bench.lessonRoot(s.lesson),
		HasCopy: s.bench.Kit.HasCopy(s.lesson), Settings: s.lesson.Over, Account: accountName, Password: accountPassword,
	}
	s.mu.Lock()
	p.Choice = s.choice
	controls := maps.Clone(s.controls)
	now = s.play
	s.mu.Unlock()
	if p.Began = now != nil; p.Began {
		p.State = now.State()
	}
	for _, name := range p.Choice.people() {
		person := shownPerson{PersonState: play.PersonState{Name: name, Status: "not connected", Over: true}, Root: p.Root, Alone: now == nil, Sides: sides(controls[name])}
		if now != nil {
			person.PersonState = now.Person(name).State()
		} else if faults, err := play.Faults(controls[name][0], controls[name][1]); err == nil {
			person.Faults = fault.Words(faults)
		}
		p.People = append(p.People, person)
	}
	return p, now
}

// sides returns the knobs of a path.
func sides(c [2]play.Controls) (all []shownSide) {
	for i, name := range play.Directions {
		side := shownSide{Name: name, End: c[i].End, After: c[i].After, Ends: play.Ends, Most: play.MostAfter}
		for _, k := range play.Knobs {
			shown := shownKnob{Knob: k, Value: c[i].Values[k.Name], Text: "off"}
			if shown.Value > 0 {
				shown.Text = k.Spelled(shown.Value)
			}
			side.Knobs = append(side.Knobs, shown)
		}
		all = append(all, side)
	}
	return all
}

// page serves the whole page.
func (s *playground) page(w http.ResponseWriter, r *http.Request) {
	p, now := s.shownPage()
	if now != nil {
		for i, person := range p.People {
			p.People[i].Lines = linesOf(now, person.Name, 0, "")
		}
		p.Wire = rowsOf(now, p.Choice, 0, "")
	}
	render(w, "play.html", p)
}

// linesOf returns the lines of a person from a number on, or all if the page has others.
func linesOf(now *play.Play, name string, from int, take string) (g growth[[]play.Line]) {
	g.Take = fmt.Sprint(now.ID())
	if g.Anew = take != g.Take; g.Anew {
		from = 0
	}
	g.Items, g.Next = now.Person(name).Lines(from), from
	if n := len(g.Items); n > 0 {
		g.Next = g.Items[n-1].N + 1
	}
	return g
}

// rowsOf returns the arrows from a number on, or all if those of the page do not fit above them.
func rowsOf(now *play.Play, c choice, from int, take string) (g growth[draw.Rows]) {
	begun := now.State().Take // before the log: if it begins anew meanwhile, the next answer has all
	log, picture := now.Log(), draw.Picture{First: c.people()}
	g.Items = picture.Live(log, from)
	if g.Take = begun + " " + g.Items.Layout; g.Take != take {
		from, g.Anew = 0, true
		g.Items = picture.Live(log, 0)
	}
	g.Next = from + len(g.Items.Rows)
	return g
}

// part serves a part of the page, which replaces the old one. The part of a person is named NAME
// or NAME-path.
func (s *playground) part(w http.ResponseWriter, r *http.Request) {
	p, _ := s.shownPage()
	name := r.PathValue("part")
	who, isPath := strings.CutSuffix(name, "-path")
	if at := slices.IndexFunc(p.People, func(person shownPerson) bool { return person.Name == who }); at >= 0 {
		p.Person, name = p.People[at], "person"
		if isPath {
			name = "path"
		}
	}
	if templates().Lookup("part-play-"+name) == nil {
		http.NotFound(w, r)
		return
	}
	render(w, "part-play-"+name, p)
}

// grow serves what a list lacks: the arrows, or the lines of a person.
func (s *playground) grow(w http.ResponseWriter, r *http.Request) {
	list, take := r.PathValue("list"), r.URL.Query().Get("take")
	from, _ := strconv.Atoi(r.URL.Query().Get("from")) // without a number it is 0
	s.mu.Lock()
	now, c := s.play, s.choice
	s.mu.Unlock()
	switch {
	case now == nil:
		w.WriteHeader(http.StatusNoContent)
	case now.Person(list) != nil:
		render(w, "grow-lines", linesOf(now, list, from, take))
	case list == play.Wire:
		render(w, "grow-wire", rowsOf(now, c, from, take))
	default:
		http.NotFound(w, r)
	}
}

// picture serves the picture of what was recorded.
func (s *playground) picture(w http.ResponseWriter, r *http.Request) {
	p, now := s.shownPage()
	if now == nil {
		http.Error(w, "no server was started", http.StatusNotFound)
		return
	}
	pictureHeader(w.Header())
	drawn := draw.Picture{Title: "Lesson " + s.lesson.Word() + ", played by hand", First: p.Choice.people()}
	drawn.HTML(w, now.Log()) // an error means that the browser has gone
}

// trace serves what was recorded as a file.
func (s *playground) trace(w http.ResponseWriter, r *http.Request) {
	now := s.now()
	if now == nil {
		http.Error(w, "no server was started", http.StatusNotFound)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="play-`+s.lesson.Word()+`.trace"`)
	now.Log().WriteTo(w) // an error means that the browser has gone
}
