package bench

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"chatlab/lab/course"
	"chatlab/lab/lesson"
)

// simulateParts are the parts of the page that change.
var simulateParts = []string{"state", "progress", "controls", "result"}

// simulateRoutes adds the addresses of the simulator.
func (b *Bench) simulateRoutes(mux *http.ServeMux) {
	of := routes(mux, "/simulate", b.simulation)
	of("GET /{$}", (*simulation).page)
	of("GET /part/{part}", (*simulation).part)
	of("GET /picture/{which}", (*simulation).servePicture)
	of("GET /events", func(s *simulation, w http.ResponseWriter, r *http.Request) { s.serve(w, r, b.ctx.Done()) })
	of("POST /run", (*simulation).postRun)
	of("POST /stop", func(s *simulation, w http.ResponseWriter, r *http.Request) { s.halt(); s.finished(w, r, nil) })
	of("POST /shrink", func(s *simulation, w http.ResponseWriter, r *http.Request) { s.finished(w, r, s.shrink()) })
	of("POST /draw", (*simulation).postDraw)
}

// simulateRoot is where the page of a lesson's simulator is, without a slash at the end.
func (b *Bench) simulateRoot(l lesson.Lesson) string { return b.root() + "/simulate/" + l.Word() }

// cannotSimulate says in a sentence why the student's copy of a lesson can't run in the
// simulator; empty: it can.
func (b *Bench) cannotSimulate(l lesson.Lesson) string {
	err := b.Kit.CanSimulate(l)
	var missing course.NoCopy
	switch {
	case err == nil:
		return ""
	case errors.As(err, &missing):
		return "You have no copy of it yet: the page of the lesson makes one."
	}
	return "Your copy can't run here: " + err.Error() + "."
}

// simulator returns where the simulator of a lesson is; empty if it has none. A lesson whose server
// can be simulated has one before the student has a copy.
func (b *Bench) simulator(l lesson.Lesson) (address string) {
	var missing course.NoCopy
	if err := b.Kit.CanSimulate(l); err == nil || errors.As(err, &missing) && l.Over {
		return b.simulateRoot(l) + "/"
	}
	return ""
}

// page serves the whole page.
func (s *simulation) page(w http.ResponseWriter, _ *http.Request) {
	render(w, "simulate.html", s.shown())
}

// part serves a part of the page, which replaces the old one.
func (s *simulation) part(w http.ResponseWriter, req *http.Request) {
	name := "simulate-" + req.PathValue("part")
	if templates().Lookup(name) == nil {
		http.NotFound(w, req)
		return
	}
	render(w, name, s.shown())
}

// servePicture serves the picture of a run.
func (s *simulation) servePicture(w http.ResponseWriter, req *http.Request) {
	var p picture
	s.mu.Lock()
	if last := s.last; last != nil {
		if r := map[string]*drawnRun{"found": last.found, "shrunk": last.shrunk, "seen": last.seen}[req.PathValue("which")]; r != nil {
			p = r.picture
		}
	}
	s.mu.Unlock()
	p.serve(w)
}

func (s *simulation) postRun(w http.ResponseWriter, req *http.Request) {
	asked, err := readSearchForm(req.Form)
	if err == nil && asked.Server == ofCopy {
		err = s.bench.Kit.CanSimulate(s.lesson)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.finished(w, req, s.start(asked))
}

func (s *simulation) postDraw(w http.ResponseWriter, req *http.Request) {
	seed, err := strconv.ParseUint(strings.TrimSpace(req.FormValue("seed")), 10, 64)
	if err != nil {
		http.Error(w, errNotTried.Error(), http.StatusBadRequest)
		return
	}
	s.finished(w, req, s.drawSeed(seed))
}

// finished answers a form.
func (s *simulation) finished(w http.ResponseWriter, req *http.Request, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	answered(w, req, s.bench.simulateRoot(s.lesson)+"/")
}
