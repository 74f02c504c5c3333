package bench

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/progress"
)

// lessonRoutes adds the addresses of lessons.
func (b *Bench) lessonRoutes(mux *http.ServeMux) {
	of := routes(mux, "/lesson", b.room)
	of("GET /{$}", (*room).page)
	of("GET /part/{part}", (*room).part)
	of("GET /picture/{scenario}/{name}/{which}", func(room *room, w http.ResponseWriter, r *http.Request) {
		room.picture(w, r.PathValue("scenario")+"/"+r.PathValue("name"), r.PathValue("which"))
	})
	of("GET /events", func(room *room, w http.ResponseWriter, r *http.Request) {
		room.resume() // a page listens only while somebody sees it
		room.serve(w, r, b.ctx.Done())
	})
	of("POST /start", (*room).postStart)
	of("POST /guess", (*room).postGuess)
	of("POST /check", (*room).postCheck)
	of("POST /hint", (*room).postHint)
	of("POST /run/{n}", (*room).postRun)
	of("POST /stop/{n}", (*room).postStop)
}

// routes returns what adds an address of each lesson, below a path. of returns what serves it.
func routes[T any](mux *http.ServeMux, below string, of func(lesson.Lesson) T) func(pattern string, serve func(T, http.ResponseWriter, *http.Request)) {
	return func(pattern string, serve func(T, http.ResponseWriter, *http.Request)) {
		method, path, _ := strings.Cut(pattern, " ")
		mux.HandleFunc(method+" "+below+"/{lesson}"+path, func(w http.ResponseWriter, r *http.Request) {
			l, err := lessonOf(r.PathValue("lesson"))
			if err != nil {
				http.Error(w, err.Error(), http.StatusNotFound)
				return
			}
			serve(of(l), w, r)
		})
	}
}

// lessonOf returns the lesson that an address names. The student's own server is one as well.
func lessonOf(word string) (lesson.Lesson, error) {
	if word == lesson.Own.Word() {
		return lesson.Own, nil
	}
	return lesson.Find(word)
}

// A lessonPage is what the templates of a lesson get. Each part is a template of its own.
type lessonPage struct {
	frame
	Lesson   lesson.Lesson
	Address  string // of the lesson, without a slash at the end
	HasCopy  bool
	Asks     bool // for a guess
	Question question
	Guess    progress.Guess // empty: the student declined, or has not guessed yet
	Checking bool
	Pace     grade.Pace
	Watching bool
	Trouble  string
	Saved    []string // since the check before
	Took     string   // seconds
	Stage    string   // of the student's own server
	Count    int      // scenarios of the lesson that are green
	All      int
	Earlier  int  // scenarios of earlier lessons that passed
	Passed   bool // everything
	Rows     []scenarioRow
	Look     shownLook
	Hints    []string // those shown
	MoreHint int      // how many there are still
	Next     *lesson.Lesson
	Block    shownBlock
	Page     markdownPage
	Simulate string // where its simulator is; empty: it has none
}

// A shownBlock is the output of a command on the page.
type shownBlock struct {
	N      int
	Began  bool
	Output string
	End    string
}

// shownPage returns what a page or a part of it shows now.
func (r *room) shownPage(scenario string) (p lessonPage) {
	k := r.bench.Kit
	p = lessonPage{
		frame: frame{r.bench.root(), r.lesson.Title}, Lesson: r.lesson, Address: r.bench.lessonRoot(r.lesson),
		HasCopy: k.HasCopy(r.lesson), Asks: r.asksForGuess(),
		Rows: r.rows(), Look: r.shown(scenario), Next: k.After(r.lesson),
	}
	if p.Asks {
		p.Question = r.asked()
	}
	if guess := r.guess(); guess != nil {
		p.Guess = *guess
	}
	for _, row := range p.Rows {
		if !row.Elsewhere {
			p.All++
		}
		if !row.Elsewhere && row.Fine && !row.Stale && row.Verdict != "" {
			p.Count++
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	p.Checking, p.Watching, p.Trouble, p.Saved, p.Earlier, p.Passed = r.checking, r.watching, r.trouble, r.saved, r.earlier, r.passed
	p.Stage, p.Pace = r.stage, r.pace
	p.Took = strconv.FormatFloat(r.took.Seconds(), 'f', 1, 64)
	if hints := k.HintsAbout(r.lesson, r.hinted); !r.passed {
		shown := min(r.hints, len(hints))
		p.Hints, p.MoreHint = hints[:shown], len(hints)-shown
	}
	return p
}

// page serves the whole page of a lesson.
func (r *room) page(w http.ResponseWriter, req *http.Request) {
	p := r.shownPage(req.URL.Query().Get("scenario"))
	p.Page = r.markdown()
	p.Simulate = r.bench.simulator(r.lesson)
	render(w, "lesson.html", p)
}

func (r *room) markdown() markdownPage {
	text, err := r.bench.read(r.lesson.Page())
	r.bench.report(err)
	return r.bench.markdown(r.lesson.Page(), text, r.bench.Command, r.asksForGuess())
}

// part serves a part of the page, which replaces the old one.
func (r *room) part(w http.ResponseWriter, req *http.Request) {
	name := req.PathValue("part")
	p := r.shownPage(req.URL.Query().Get("scenario"))
	if n, isOutput := strings.CutPrefix(name, "output-"); isOutput {
		p.Block.N, _ = strconv.Atoi(n)
		r.mu.Lock()
		if bl := r.blocks[p.Block.N]; bl != nil {
			p.Block.Began, p.Block.Output, p.Block.End = true, bl.output, bl.end
		}
		r.mu.Unlock()
		name = "output"
	}
	if templates().Lookup("part-"+name) == nil {
		http.NotFound(w, req)
		return
	}
	render(w, "part-"+name, p)
}

// done answers a form of the page.
func (r *room) done(w http.ResponseWriter, req *http.Request) {
	answered(w, req, r.bench.lessonRoot(r.lesson)+"/")
}

// answered answers a form. The script of a page needs no answer. Without scripts, the browser
// goes back to the page. Its path is page.
func answered(w http.ResponseWriter, req *http.Request, page string) {
	if req.Header.Get("X-Quiet") != "" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	back := url.URL{Path: page}
	http.Redirect(w, req, back.String(), http.StatusSeeOther)
}

func (r *room) postStart(w http.ResponseWriter, req *http.Request) {
	if !r.bench.Kit.HasCopy(r.lesson) {
		if err := r.start(); err != nil {
			http.Error(w, err.Error(), http.StatusConflict)
			return
		}
	}
	r.ring("state", "scenarios", "guess")
	r.done(w, req)
}

// postGuess takes a guess, or that the student declines to guess, and runs the first check.
func (r *room) postGuess(w http.ResponseWriter, req *http.Request) {
	g := progress.Guess{Fails: req.Form["fails"], Words: strings.TrimSpace(req.Form.Get("words"))}
	if req.Form.Has("declined") { // whatever was filled in before
		g = progress.Guess{}
	}
	if !req.Form.Has("declined") && len(g.Fails) == 0 && g.Words == "" {
		http.Error(w, "Answer the question or tick a scenario, or run without a guess.", http.StatusBadRequest)
		return
	}
	r.bench.report(r.bench.Kit.RecordGuess(r.lesson, &g))
	r.check()
	r.ring("guess", "scenarios", "look", "state")
	r.done(w, req)
}

func (r *room) postCheck(w http.ResponseWriter, req *http.Request) {
	r.check()
	r.done(w, req)
}

func (r *room) postHint(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	r.hints++
	r.mu.Unlock()
	r.ring("hints")
	r.done(w, req)
}

// postRun runs a command of the page. The browser sends only its number. The page in the clone
// says which command that is.
func (r *room) postRun(w http.ResponseWriter, req *http.Request) {
	n, err := strconv.Atoi(req.PathValue("n"))
	commands := r.markdown().Commands
	if err != nil || n < 0 || n >= len(commands) {
		http.Error(w, "this page has no such command", http.StatusNotFound)
		return
	}
	if command, ok := r.bench.Command(commands[n]); ok {
		r.run(n, command)
	}
	r.done(w, req)
}

func (r *room) postStop(w http.ResponseWriter, req *http.Request) {
	n, err := strconv.Atoi(req.PathValue("n"))
	if err != nil {
		http.Error(w, "this page has no such command", http.StatusNotFound)
		return
	}
	r.halt(n)
	r.done(w, req)
}
