package bench

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"chatlab/lab/course"
	"chatlab/lab/draw"
	"chatlab/lab/hunt"
	"chatlab/lab/lesson"
	"chatlab/lab/sim"
	"chatlab/lab/story"
	"chatlab/server/wire"
)

// simulateParts are the parts of the page that change.
var simulateParts = []string{"state", "progress", "controls", "result"}

// simulateRoutes adds the addresses of the simulator.
func (b *Bench) simulateRoutes(mux *http.ServeMux) {
	of := func(pattern string, serve func(*simulation, http.ResponseWriter, *http.Request)) {
		method, path, _ := strings.Cut(pattern, " ")
		mux.HandleFunc(method+" /simulate/{lesson}"+path, func(w http.ResponseWriter, r *http.Request) {
			l, err := lessonOf(r.PathValue("lesson"))
			if err != nil {
				http.Error(w, err.Error(), http.StatusNotFound)
				return
			}
			serve(b.simulation(l), w, r)
		})
	}
	of("GET /{$}", (*simulation).page)
	of("GET /part/{part}", (*simulation).part)
	of("GET /picture/{which}", (*simulation).servePicture)
	of("GET /events", func(s *simulation, w http.ResponseWriter, r *http.Request) { s.serve(w, r, b.ctx.Done()) })
	of("POST /run", (*simulation).postRun)
	of("POST /stop", func(s *simulation, w http.ResponseWriter, r *http.Request) { s.halt(); s.finished(w, r, nil) })
	of("POST /shrink", func(s *simulation, w http.ResponseWriter, r *http.Request) { s.finished(w, r, s.shrink()) })
	of("POST /look", (*simulation).postLook)
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
		return missing.Error() + "."
	}
	return err.Error() + "."
}

// simulator returns where the simulator of a lesson is, or why the lesson has none. A lesson whose
// server can be simulated has one before the student has a copy.
func (b *Bench) simulator(l lesson.Lesson) (address, cannot string) {
	var missing course.NoCopy
	switch err := b.Kit.CanSimulate(l); {
	case err == nil, errors.As(err, &missing) && l.Over:
		return b.simulateRoot(l) + "/", ""
	case l.IsOwn():
		return "", "No simulator: it runs Go code in this clone that has a function serve."
	}
	return "", "No simulator: it runs the copies of lessons 08 and later."
}

// A simulatePage is what the templates of the simulator get. Each part is a template of its own.
type simulatePage struct {
	frame
	Lesson   lesson.Lesson
	Address  string
	Cannot   string // why the copy can't be simulated; empty: it can
	Asked    wishes
	Any      string // the profile that leaves it to the seed
	Profiles []sim.Profile
	Usual    int // seeds
	Fewest   int // clients
	Most     int

	Stage         stage
	Done, All     int
	Left          int
	Trouble       string
	Stopped       bool
	Ran           bool // a search has an end
	Head, Numbers string
	Broken        bool
	CanShrink     bool
	Passed        int    // how many seeds from the first on broke no rule
	First, Last   uint64 // of these
	Found, Shrunk *shownRun
	Seen          *shownRun
	Commands      []string
}

// A shownRun is one run on the page.
type shownRun struct {
	Title, Of string
	Rule      string
	Clause    string
	Expected  string
	Received  string
	Line      string
	Who       string
	At        string
	Words     string // the last output of the process
	Needed    string
	Replayed  string
	Ops       string
	MoreOps   int
	Address   string // of the picture; empty: there is none
	Without   string // why not
}

// shown returns what the page shows now.
func (s *simulation) shown() simulatePage {
	b := s.bench
	p := simulatePage{
		frame: frame{b.root(), "Simulate lesson " + s.lesson.Word()}, Lesson: s.lesson, Address: b.simulateRoot(s.lesson),
		Cannot: b.cannotSimulate(s.lesson), Any: course.AllProfiles, Profiles: sim.Profiles(), Usual: course.UsualSeeds, Fewest: course.FewestClients, Most: course.MostClients,
	}
	s.mu.Lock()
	last := s.last
	p.Asked, p.Stage, p.Done, p.Left, p.Trouble, p.Stopped = s.asked, s.stage, s.done, s.left, s.trouble, s.stopped
	s.mu.Unlock()
	p.All = p.Asked.search.Seeds
	if last != nil {
		s.addResult(&p, *last)
	}
	return p
}

// addResult adds what has come of a search.
func (s *simulation) addResult(p *simulatePage, last searched) {
	asked, result := last.asked, last.result
	spell := story.Hunt{First: asked.search.First, Clients: asked.search.Like.Clients, Profile: asked.search.Like.Profile}
	if asked.Server == ofCopy {
		spell.Of = s.lesson.Copy()
	}
	p.Ran, p.Head, p.Numbers = true, headOf(last), numbersOf(result)
	p.Passed = result.Seeds
	commands := [][]string{spell.Search(asked.search.Seeds)}
	if last.found != nil {
		p.Broken, p.CanShrink = true, last.shrunk == nil
		p.Passed = int(result.Found.Seed - asked.search.First)
		p.Found = s.shownRun(last, *last.found, "found")
		commands = append(commands, spell.AsFound(last.found.Finding))
	}
	if last.shrunk != nil {
		p.Shrunk = s.shownRun(last, *last.shrunk, "shrunk")
		commands = append(commands, spell.Again(last.shrunk.Finding))
	}
	if last.seen != nil {
		p.Seen = s.shownRun(last, *last.seen, "seen")
	}
	p.First = asked.search.First
	p.Last = p.First + uint64(p.Passed) - 1
	for _, command := range commands {
		p.Commands = append(p.Commands, story.Style{}.Command(command...))
	}
}

// headOf says in a sentence how a search has ended.
func headOf(l searched) string {
	first, tried := l.asked.search.First, l.result.Seeds
	switch {
	case l.found != nil && l.result.Found.Seed == first:
		return fmt.Sprintf("Seed %d breaks a rule.", first)
	case l.found != nil:
		return fmt.Sprintf("Seed %d breaks a rule, and none of %d to %d does.", l.result.Found.Seed, first, l.result.Found.Seed-1)
	case tried == 0:
		return "No seed was tried."
	case tried == 1:
		return fmt.Sprintf("Seed %d breaks no rule.", first)
	}
	return fmt.Sprintf("None of %d seeds from %d on breaks a rule.", tried, first)
}

// numbersOf says how much a search has looked at.
func numbersOf(r hunt.Searched) string {
	return fmt.Sprintf("%d segments and %v of virtual time, in %.1f s.", r.Segments, r.Virtual.Round(time.Second), r.Took.Seconds())
}

// mostOps is how many operations of a run the page lists.
const mostOps = 2000

// shownRun returns a run for the page. Which is its picture's name in addresses.
func (s *simulation) shownRun(last searched, r drawnRun, which string) *shownRun {
	v := r.Violation
	shown := &shownRun{
		Title: fmt.Sprintf("Seed %d · %d clients · %s", r.Case.Seed, r.Case.Clients, r.Case.Profile), Of: last.of,
		Rule: v.Rule.Name, Clause: v.Rule.Clause, Expected: v.Rule.Summary, Received: v.What, Line: draw.Visible(v.Line), Who: v.Conn,
		Words: draw.CleanLines(strings.ReplaceAll(r.Words, s.bench.Kit.Root+"/", "")), Without: r.without,
	}
	if v.At > 0 {
		shown.At = fmt.Sprintf("%.3f s", v.At.Seconds())
	}
	if r.Replay.Runs > 0 {
		shown.Replayed = story.Replayed(r.Finding)
	}
	shown.Needed = fmt.Sprintf("%d operations", len(r.Case.Ops))
	if r.Tried > 0 {
		shown.Needed = fmt.Sprintf("%d of %d operations are needed, found in %d runs", len(r.Case.Ops), r.Drawn, r.Tried)
	}
	shown.Ops, shown.MoreOps = opsText(r.Case.Ops)
	if len(r.picture) > 0 {
		shown.Address = fmt.Sprintf("%s/picture/%s?run=%d", s.bench.simulateRoot(s.lesson), which, r.number)
	}
	return shown
}

// opsText lists operations as a file for lab sim has them, with the words after a #. It returns
// how many it leaves out.
func opsText(ops []hunt.Op) (text string, more int) {
	var out strings.Builder
	for _, op := range ops[:min(len(ops), mostOps)] {
		fmt.Fprintf(&out, "%-36s # %d: %s\n", op, op.Number, wire.Clean(op.Words()))
	}
	return out.String(), max(0, len(ops)-mostOps)
}

// page serves the whole page.
func (s *simulation) page(w http.ResponseWriter, _ *http.Request) {
	render(w, "simulate.html", s.shown())
}

// part serves a part of the page, to be put in the place of the old one.
func (s *simulation) part(w http.ResponseWriter, req *http.Request) {
	name := "simulate-" + req.PathValue("part")
	if templates.Lookup(name) == nil {
		http.NotFound(w, req)
		return
	}
	render(w, name, s.shown())
}

// servePicture serves a picture, with the same locks as that of a scenario.
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
	req.ParseForm() // a form that can't be read is empty
	asked, err := wishesOf(req.Form)
	if err == nil && asked.Server == ofCopy {
		err = s.bench.Kit.CanSimulate(s.lesson)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.finished(w, req, s.start(asked))
}

func (s *simulation) postLook(w http.ResponseWriter, req *http.Request) {
	seed, err := strconv.ParseUint(strings.TrimSpace(req.FormValue("seed")), 10, 64)
	if err != nil {
		http.Error(w, errNotTried.Error(), http.StatusBadRequest)
		return
	}
	s.finished(w, req, s.look(seed))
}

// finished answers a form.
func (s *simulation) finished(w http.ResponseWriter, req *http.Request, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	answered(w, req, s.bench.simulateRoot(s.lesson)+"/")
}
