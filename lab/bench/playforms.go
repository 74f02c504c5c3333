package bench

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"chatlab/lab/draw"
	"chatlab/lab/play"
)

// playRoutes adds the addresses of plays.
func (b *Bench) playRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /static/ladder.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		w.Write([]byte(draw.LiveStyle()))
	})
	of := routes(mux, "/play", b.playground)
	of("GET /{$}", (*playground).page)
	of("GET /part/{part}", (*playground).part)
	of("GET /grow/{list}", (*playground).grow)
	of("GET /events", func(s *playground, w http.ResponseWriter, r *http.Request) { s.serve(w, r, b.ctx.Done()) })
	of("GET /picture", (*playground).picture)
	of("GET /trace", (*playground).trace)
	of("POST /copy", (*playground).postCopy)
	of("POST /start", (*playground).postStart)
	of("POST /stop", (*playground).postStop)
	of("POST /clear", (*playground).postClear)
	of("POST /{who}/{act}", (*playground).postAct)
}

func (s *playground) postCopy(w http.ResponseWriter, r *http.Request) {
	if !s.bench.Kit.HasCopy(s.lesson) {
		if err := s.bench.room(s.lesson).start(); err != nil {
			http.Error(w, err.Error(), http.StatusConflict)
			return
		}
	}
	s.bench.room(s.lesson).ring("state", "scenarios", "guess")
	s.ring("choice", "server")
	s.done(w, r)
}

func (s *playground) postStart(w http.ResponseWriter, r *http.Request) {
	has := func(field string) bool { return r.Form.Get(field) != "" }
	c := choice{Copy: r.Form.Get("which") == "copy", Third: has("third"), History: has("history"), Accounts: has("accounts")}
	if err := s.start(c); err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	s.done(w, r)
}

func (s *playground) postStop(w http.ResponseWriter, r *http.Request) {
	if p := s.now(); p != nil {
		p.Stop()
	}
	s.done(w, r)
}

func (s *playground) postClear(w http.ResponseWriter, r *http.Request) {
	if p := s.now(); p != nil {
		p.Clear()
	}
	s.done(w, r)
}

// How much a flood sends: enough to fill what lies between two programs on this machine.
const (
	floodLines = 256
	floodLine  = 16 << 10 // bytes
)

// postAct lets a person do something.
func (s *playground) postAct(w http.ResponseWriter, r *http.Request) {
	who, act := r.PathValue("who"), r.PathValue("act")
	switch {
	case !slices.Contains(everybody, who):
		http.NotFound(w, r)
		return
	case act == "faults":
		s.set(who, [2]play.Controls{controls(r, play.Directions[0]), controls(r, play.Directions[1])})
		s.done(w, r)
		return
	case act == "heal":
		s.set(who, [2]play.Controls{})
		s.done(w, r)
		return
	}
	var p *play.Person
	if now := s.now(); now != nil {
		p = now.Person(who)
	}
	if p == nil {
		http.Error(w, "there is no such person here; start a server first", http.StatusConflict)
		return
	}
	var refused error
	switch act {
	case "connect":
		p.Connect(r.Context())
	case "send":
		refused = p.Send(typed(r.Form.Get("text"), r.Form.Get("end") != "none"))
	case "flood":
		refused = p.Flood(floodLines, floodLine)
	case "finish":
		p.Finish()
	case "reset":
		p.Reset()
	case "freeze":
		p.Freeze(r.Form.Get("reads") == "no")
	default:
		http.NotFound(w, r)
		return
	}
	if refused != nil { // the page keeps what was typed
		http.Error(w, refused.Error(), http.StatusConflict)
		return
	}
	s.done(w, r)
}

// typed returns the bytes that a typed text means. Line feeds, carriage returns, tabs and backslashes
// may be typed as pages show them.
func typed(text string, line bool) string {
	text = strings.NewReplacer("⏎", "\n", `\r`, "\r", "⇥", "\t", `\\`, `\`).Replace(text)
	if line {
		text += "\n"
	}
	return text
}

// controls reads the knobs of a direction. A value that is not a number, or too large, counts as off.
func controls(r *http.Request, direction string) play.Controls {
	c := play.Controls{Values: make(map[string]int), End: r.Form.Get(direction + "-end")}
	for _, k := range play.Knobs {
		c.Values[k.Name], _ = strconv.Atoi(r.Form.Get(direction + "-" + k.Name))
	}
	c.After, _ = strconv.Atoi(r.Form.Get(direction + "-after"))
	return c
}

// done answers a form of the page.
func (s *playground) done(w http.ResponseWriter, r *http.Request) { answered(w, r, s.root()+"/") }

func (s *playground) root() string { return s.bench.root() + "/play/" + s.lesson.Word() }
