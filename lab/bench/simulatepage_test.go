package bench

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"chatlab/lab/course"
	"chatlab/lab/hunt"
	"chatlab/lab/lesson"
	"chatlab/lab/rule"
	"chatlab/lab/sandbox"
	"chatlab/lab/story"
)

// answer asks a bench of serving, as a page of it does.
func answer(bench http.Handler, method, path, form string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://127.0.0.1:80/token"+path, strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "http://127.0.0.1:80")
	r.Header.Set("X-Quiet", "yes")
	w := httptest.NewRecorder()
	bench.ServeHTTP(w, r)
	return w
}

// TestSimulateAnswers: each wrong value gets a sentence and changes nothing. What does not exist
// is not found.
func TestSimulateAnswers(t *testing.T) {
	t.Parallel()
	s, bench, _ := serving(t, sandbox.New(t).Kit, aThousand) // without any copy
	for _, c := range wrongForms {
		w := answer(bench, "POST", "/simulate/14/run", c.form)
		if w.Code != http.StatusBadRequest || !strings.HasPrefix(w.Body.String(), c.says) {
			t.Errorf("run %q: %d %s", c.form, w.Code, w.Body)
		}
	}
	for _, c := range []struct {
		method, path, form string
		code               int
		says               string
	}{
		{"GET", "/simulate/99/", "", http.StatusNotFound, "99"},
		{"GET", "/simulate/14/part/nothing", "", http.StatusNotFound, ""},
		{"GET", "/simulate/14/picture/found", "", http.StatusNotFound, "there is no such picture"},
		{"GET", "/simulate/14/picture/..%2f..", "", http.StatusNotFound, ""},
		{"POST", "/simulate/14/shrink", "", http.StatusConflict, "run a search first"},
		{"POST", "/simulate/14/stop", "", http.StatusNoContent, ""},
		{"POST", "/simulate/14/draw", "seed=x", http.StatusBadRequest, "seed: "},
		{"POST", "/simulate/14/draw", "seed=1", http.StatusConflict, "run a search first"},
		{"POST", "/simulate/14/run", "server=copy&profile=all", http.StatusBadRequest, "there is no copy of lesson 14"},
		{"POST", "/simulate/14/run", "", http.StatusBadRequest, "server: "},
		{"POST", "/simulate/14/run", "%zz", http.StatusBadRequest, "can't be read"},
		{"GET", "/simulate/14/run", "", http.StatusMethodNotAllowed, ""},
	} {
		if w := answer(bench, c.method, c.path, c.form); w.Code != c.code || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s %s %q: %d %s", c.method, c.path, c.form, w.Code, w.Body)
		}
	}
	if s.last != nil || s.phase != resting {
		t.Errorf("something has run: %+v", s.last)
	}
}

// TestSimulateInABrowser: what a form asks for runs, and the parts of the page show it. The
// commands on the page do the same.
func TestSimulateInABrowser(t *testing.T) {
	t.Parallel()
	s, bench, _ := serving(t, sandbox.Clone(t), aThousand)
	if w := answer(bench, "POST", "/simulate/14/run", "server=reference&seed=11&seeds=4&clients=5&profile=wifi"); w.Code != http.StatusNoContent {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w := answer(bench, "POST", "/simulate/14/run", "server=reference&profile=wifi"); w.Code != http.StatusConflict {
		t.Errorf("a second run: %d %s", w.Code, w.Body)
	}
	rest(t, s)
	answer(bench, "POST", "/simulate/14/draw", "seed=12")
	rest(t, s)
	page := answer(bench, "GET", "/simulate/14/", "").Body.String()
	for _, part := range simulateParts {
		text := answer(bench, "GET", "/simulate/14/part/"+part, "").Body.String()
		if !strings.Contains(page, text) {
			t.Errorf("the page lacks its part %s:\n%s", part, text)
		}
	}
	for _, want := range []string{
		`name="seed" value="11"`, `<option value="wifi" selected>`, `value="reference" checked`,
		"Seeds 11 to 14 break no rule.",
		"go tool lab sim --seed 11 --seeds 4 --clients 5 --profile wifi",
		"11 to 14", "seed 12 · 5 clients · wifi", `sandbox="allow-scripts"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	w := answer(bench, "GET", "/simulate/14/picture/seen", "")
	if w.Code != http.StatusOK || w.Header().Get("Content-Security-Policy") != "sandbox allow-scripts; frame-ancestors 'self'" || w.Body.Len() == 0 {
		t.Errorf("the picture: %d %v", w.Code, w.Header())
	}
}

// TestSimulateShowsText: what a server has sent is text on the page, never markup.
func TestSimulateShowsText(t *testing.T) {
	t.Parallel()
	s, bench, _ := serving(t, sandbox.Clone(t), aThousand)
	const evil = "<script>alert(1)</script>\x1b[31m"
	f := hunt.Finding{
		Case:      hunt.Case{Seed: 1, Ops: []hunt.Op{{Number: 1, Who: evil, Do: hunt.Net, What: evil}}},
		Violation: rule.Violation{What: evil, Line: evil, Conn: evil}, Words: evil,
	}
	s.last = &searched{of: evil, result: hunt.Searched{Found: &f.Case}, found: &drawnRun{Found: story.Found{Finding: f}, without: evil}}
	page := answer(bench, "GET", "/simulate/14/", "").Body.String()
	if strings.Contains(page, "<script>") || strings.Count(page, "&lt;script&gt;") < 5 {
		t.Errorf("what came is not only text:\n%s", page)
	}
}

// TestWhoHasASimulator: the page of a lesson leads to its simulator, if it has one.
func TestWhoHasASimulator(t *testing.T) {
	t.Parallel()
	box := sandbox.New(t)
	_, bench, _ := serving(t, box.Kit, "3")
	for _, l := range []lesson.Lesson{lesson.All[2], lesson.All[7]} {
		for _, started := range []bool{false, true} {
			if started {
				must(t, box.Start(l))
			}
			page := answer(bench, "GET", "/lesson/"+l.Word()+"/", "").Body.String()
			link := `<a href="/token/simulate/` + l.Word() + `/">Simulate</a>`
			if strings.Contains(page, link) != l.Over {
				t.Errorf("lesson %s, started %v: the page is wrong about its simulator", l.Word(), started)
			}
		}
	}
	for word, says := range map[string]string{
		"3":   "serve has a different signature; the simulator runs serve(ctx context.Context, ln net.Listener) error",
		"9":   "You have no copy of it yet",
		"own": "You have no copy of it yet",
	} {
		if page := answer(bench, "GET", "/simulate/"+word+"/", "").Body.String(); !strings.Contains(page, says) || !strings.Contains(page, "disabled") {
			t.Errorf("the simulator of %s does not say %q:\n%s", word, says, page)
		}
	}
	must(t, os.MkdirAll(box.Path(lesson.Own.Copy()), 0o777))
	box.Put(lesson.Own.Copy()+"/"+course.ServerFile, "run python3 server.py {port}\n")
	if page := answer(bench, "GET", "/simulate/own/", "").Body.String(); !strings.Contains(page, "not a program") {
		t.Error("a server in another language may be simulated")
	}
}
