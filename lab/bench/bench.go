// Package bench is the lab in a browser: the page of a lesson with commands that can be run,
// its scenarios, and the picture of what happened. A student edits in an editor as usual; the
// bench checks after each save.
//
// The bench keeps all state, and renders all markup. The script of a page only asks again for
// the parts that have changed. So any number of tabs show the same, and a reload loses nothing.
//
//   - bench.go: Bench and its pages
//   - authorize.go: who may come in: the token, and where a request comes from
//   - bell.go: telling open pages which of their parts have changed
//   - markdown.go: a page of the docs as HTML; files.go: the files that it links to
//   - room.go: a lesson that is worked on; lesson.go: its page
//   - guess.go: what the student expects; look.go: the pictures of a scenario, now and before
//   - block.go: a command on a page that is run here
//   - play.go: a server that is played by hand; playpage.go: its page; playforms.go: what a
//     student does there
//   - simulate.go: the simulator of a lesson: one search, and what a student can do with it;
//     simulated.go: the work for that; simulatedraw.go: its pictures
//   - simulateform.go: what a form asks of it; simulateshown.go: what its page shows;
//     simulatepage.go: the addresses
//   - templates/: the markup of all pages, their style and scripts
package bench

import (
	"context"
	"embed"
	"html/template"
	"net/http"
	"sync"
	"time"

	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
)

//go:embed templates
var files embed.FS

// A Bench is the lab in a browser. Its fields must not change once Handler was called.
type Bench struct {
	Kit   course.Kit
	Token string // the first part of each address; nobody is let in without it
	Host  string // HOST:PORT of the address, as a browser sends it

	// Command returns how a command on a page is run. It is not ok if the command can't run here:
	// it needs a keyboard, or does not end.
	Command func(line string) (c program.Command, ok bool)

	// Report gets errors that no page shows, such as progress that can't be saved. It may be nil.
	Report func(error)

	ctx         context.Context  // of all that runs
	work        sync.WaitGroup   // all goroutines of the bench, and all requests
	mu          sync.Mutex       // guards the maps
	rooms       map[string]*room // by the id of the lesson, like the next two
	simulations map[string]*simulation
	playgrounds map[string]*playground
}

// Handler returns the bench as a handler. What it starts runs until ctx ends; then call Wait.
func (b *Bench) Handler(ctx context.Context) http.Handler {
	b.ctx, b.rooms = ctx, make(map[string]*room)
	b.simulations, b.playgrounds = make(map[string]*simulation), make(map[string]*playground)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", b.home)
	mux.HandleFunc("GET /static/{name}", b.static)
	mux.HandleFunc("GET /page/{path...}", b.page)
	mux.HandleFunc("GET /file/{path...}", b.file)
	b.lessonRoutes(mux)
	b.simulateRoutes(mux)
	b.playRoutes(mux)
	return b.authorize(mux)
}

// Times that a client of the bench has. A connection that says nothing must not stay for ever.
const (
	askTime  = 10 * time.Second // for a request with its form
	idleTime = time.Minute      // between two requests
)

// Server returns a server of the bench, for one listener. When ctx ends, it closes all
// connections; then call Wait.
func (b *Bench) Server(ctx context.Context) *http.Server {
	s := &http.Server{Handler: b.Handler(ctx), ReadTimeout: askTime, IdleTimeout: idleTime, ConnContext: called}
	context.AfterFunc(ctx, func() { s.Close() })
	return s
}

// Wait returns when ctx of Handler has ended, and nothing that the bench has started is left running.
func (b *Bench) Wait() {
	<-b.ctx.Done()
	b.mu.Lock() // all that have entered are counted
	b.mu.Unlock()
	b.work.Wait()
}

// Address is where a browser finds the bench.
func (b *Bench) Address() string { return "http://" + b.Host + b.root() + "/" }

// LessonAddress is where the page of a lesson is.
func (b *Bench) LessonAddress(l lesson.Lesson) string {
	return "http://" + b.Host + b.lessonRoot(l) + "/"
}

// root is what all paths begin with.
func (b *Bench) root() string { return "/" + b.Token }

func (b *Bench) lessonRoot(l lesson.Lesson) string { return b.root() + "/lesson/" + l.Word() }

// target returns the server of a lesson that a form chooses: the student's copy, or the reference.
func (b *Bench) target(l lesson.Lesson, copied bool) (grade.Target, error) {
	switch {
	case !copied:
		return course.Reference()
	case !b.Kit.HasCopy(l):
		return grade.Target{}, b.Kit.Missing(l)
	}
	return b.Kit.Copy(l)
}

// report passes on an error that no page shows, unless it is nil.
func (b *Bench) report(err error) {
	if err != nil && b.Report != nil {
		b.Report(err)
	}
}

// templates are parsed when a page first needs them: that takes about 1 ms, and a scenario of a
// confined program starts the kit three times.
var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").ParseFS(files, "templates/*.html"))
})

// A frame is what each page has.
type frame struct {
	Root, Title string
}

func (b *Bench) home(w http.ResponseWriter, r *http.Request) {
	type row struct {
		lesson.Lesson
		Standing course.Standing
	}
	book, err := b.Kit.Progress()
	b.report(err)
	var rows []row
	for _, l := range lesson.All {
		rows = append(rows, row{l, b.Kit.Standing(l, book)})
	}
	render(w, "home.html", struct {
		frame
		Lessons []row
	}{frame{b.root(), "Lessons"}, rows})
}

// render writes a template. Its data are escaped for their place in the markup.
func render(w http.ResponseWriter, name string, data any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	templates().ExecuteTemplate(w, name, data) // an error means that the browser has gone
}

// static serves styles, scripts and the icon.
func (b *Bench) static(w http.ResponseWriter, r *http.Request) {
	http.ServeFileFS(w, r, files, "templates/"+r.PathValue("name"))
}
