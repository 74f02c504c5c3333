package bench

import (
	"fmt"
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
	Lines         []play.Line
	Wire          draw.Rows
	Next          int    // the number of the first item that is not shown yet
	Take          string // of the list
	Anew          bool   // the list begins anew
}

// A shownPerson is a person with the knobs of their path.
type shownPerson struct {
	play.PersonState
	Root  string // of the bench
	Sides []shownSide
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

// shownPage returns what the page or a part of it shows now.
func (s *stage) shownPage() (p playPage) {
	p = playPage{
		frame: frame{s.bench.root(), "Play: " + s.lesson.Title}, Lesson: s.lesson,
		Address: s.root(), LessonAddress: s.bench.lessonRoot(s.lesson),
		HasCopy: s.bench.Kit.HasCopy(s.lesson), Settings: s.lesson.Over, Account: accountName, Password: accountPassword,
	}
	s.mu.Lock()
	p.Choice = s.choice
	now, controls := s.play, make(map[string][2]play.Controls)
	for name, c := range s.controls {
		controls[name] = c
	}
	s.mu.Unlock()
	if p.Began = now != nil; p.Began {
		p.State = now.State()
	}
	for _, name := range p.Choice.people() {
		person := shownPerson{PersonState: play.PersonState{Name: name, Status: "not connected", Over: true}, Root: p.Root, Sides: sides(controls[name])}
		if now != nil {
			person.PersonState = now.Person(name).State()
		} else if faults, err := play.Faults(controls[name][0], controls[name][1]); err == nil {
			person.Faults = fault.Words(faults)
		}
		p.People = append(p.People, person)
	}
	return p
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
func (s *stage) page(w http.ResponseWriter, r *http.Request) { render(w, "play.html", s.shownPage()) }

// part serves a part of the page, to be put in the place of the old one. The part of a person is
// named NAME or NAME-path.
func (s *stage) part(w http.ResponseWriter, r *http.Request) {
	p, name := s.shownPage(), r.PathValue("part")
	who, isPath := strings.CutSuffix(name, "-path")
	if at := slices.IndexFunc(p.People, func(person shownPerson) bool { return person.Name == who }); at >= 0 {
		p.Person, name = p.People[at], "person"
		if isPath {
			name = "path"
		}
	}
	if templates.Lookup("part-play-"+name) == nil {
		http.NotFound(w, r)
		return
	}
	render(w, "part-play-"+name, p)
}

// grow serves the items of a list from a number on: arrows, or the lines of a person. If the
// browser has items of another take, it gets all.
func (s *stage) grow(w http.ResponseWriter, r *http.Request) {
	p, now := s.shownPage(), s.now()
	if now == nil {
		http.Error(w, "no server was started", http.StatusNotFound)
		return
	}
	from, _ := strconv.Atoi(r.URL.Query().Get("from")) // what is no number is 0
	list, take := r.PathValue("list"), r.URL.Query().Get("take")
	if person := now.Person(list); person != nil {
		if p.Take = fmt.Sprint(now.ID()); take != p.Take {
			from, p.Anew = 0, true
		}
		if p.Lines, p.Next = person.Lines(from), from; len(p.Lines) > 0 {
			p.Next = p.Lines[len(p.Lines)-1].N + 1
		}
		render(w, "grow-lines", p)
		return
	}
	if list != "wire" {
		http.NotFound(w, r)
		return
	}
	log, picture := now.Log(), draw.Picture{First: p.Choice.people()}
	rows, err := picture.Live(log, from)
	if p.Take = p.State.Take + " " + rows.Layout; err == nil && p.Take != take {
		from, p.Anew = 0, true
		rows, err = picture.Live(log, from)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	p.Wire, p.Next = rows, from+len(rows.Rows)
	render(w, "grow-wire", p)
}

// picture serves the picture of what was recorded, with a policy of its own, as for scenarios.
func (s *stage) picture(w http.ResponseWriter, r *http.Request) {
	now := s.now()
	if now == nil {
		http.Error(w, "no server was started", http.StatusNotFound)
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", picturePolicy)
	h.Set("Content-Type", "text/html; charset=utf-8")
	draw.Picture{Title: "Lesson " + s.lesson.Word() + ", played by hand", First: s.shownPage().Choice.people()}.HTML(w, now.Log()) // an error means that the browser has gone
}

// trace serves what was recorded as a file.
func (s *stage) trace(w http.ResponseWriter, r *http.Request) {
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
