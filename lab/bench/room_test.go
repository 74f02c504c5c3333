package bench

import (
	"bufio"
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/progress"
	"chatlab/lab/script"
)

const hostile = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>` + "\x1b]0;x\x07"

// oneScenario is a clone with a lesson of one scenario, and a copy of it.
var oneScenario = map[string]string{
	lesson1:                                 "# One\n",
	"scripts/01-one-at-a-time/second.txtar": "# The second caller is served.\nclause P1\nserver\nconnect ana\n",
	"work/01-one-at-a-time/main.go":         "package main\n",
}

// result is what a run of the scenario has found.
func result(t *testing.T, b *Bench, verdict script.Verdict, why string) grade.Result {
	t.Helper()
	all, err := grade.Scenarios(b.Kit.Root, lesson.All[0])
	if err != nil || len(all) != 1 {
		t.Fatalf("%d scenarios, %v", len(all), err)
	}
	r := grade.Result{Scenario: all[0]}
	r.Verdict = verdict
	r.Why = why
	return r
}

// withPicture writes the picture of a result.
func withPicture(t *testing.T, r grade.Result, text string) grade.Result {
	t.Helper()
	r.Evidence.Picture = filepath.Join(t.TempDir(), "picture.html")
	if err := os.WriteFile(r.Evidence.Picture, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestRowsTurn: a scenario's row says what the last check found, while the next one runs that this
// is old, and then what it was before.
func TestRowsTurn(t *testing.T) {
	t.Parallel()
	b, _ := serve(t, oneScenario)
	r := b.room(lesson.All[0])
	is := func(when, verdict, was string, stale bool) {
		t.Helper()
		rows := r.rows()
		if len(rows) != 1 || rows[0].Verdict != verdict || rows[0].Was != was || rows[0].Stale != stale {
			t.Errorf("%s: %+v; want %q, was %q, stale %v", when, rows, verdict, was, stale)
		}
	}
	is("at first", "", "", false)
	r.Begin(r.lesson, "", nil)
	r.Line(result(t, b, script.Failed, ""))
	r.End(r.lesson, course.Found{}, false)
	is("after a check", "failed", "", false)
	r.Begin(r.lesson, "", []string{"main.go"})
	is("while the next one runs", "failed", "", true)
	r.Begin(r.lesson, "", []string{"main.go"}) // another save has stopped it
	is("while the one after runs", "failed", "", true)
	r.Line(result(t, b, script.Passed, ""))
	r.End(r.lesson, course.Found{}, true)
	is("when it is mended", "passed", "failed", false)
}

// TestPicturesNowAndBefore: the picture of a run is kept although its file is written again, and
// the one before it.
func TestPicturesNowAndBefore(t *testing.T) {
	t.Parallel()
	b, s := serve(t, oneScenario)
	r := b.room(lesson.All[0])
	picture := func(which string) (int, string) {
		status, body, h := ask(t, s, "GET", "/"+token+"/lesson/1/picture/01-one-at-a-time/second/"+which)
		if policy := h.Get("Content-Security-Policy"); status == http.StatusOK && !strings.Contains(policy, "sandbox allow-scripts;") {
			t.Errorf("a picture has the policy %q", policy)
		}
		return status, body
	}
	first := withPicture(t, result(t, b, script.Failed, ""), "first")
	r.Line(first)
	if status, body := picture("now"); status != http.StatusOK || body != "first" {
		t.Errorf("now: %d %q, want the first picture", status, body)
	}
	if status, _ := picture("before"); status != http.StatusNotFound {
		t.Errorf("before the first run: status %d, want 404", status)
	}
	if err := os.WriteFile(first.Evidence.Picture, []byte("second"), 0o666); err != nil {
		t.Fatal(err)
	}
	r.Line(first)
	_, now := picture("now")
	_, before := picture("before")
	if now != "second" || before != "first" {
		t.Errorf("now %q, before %q; want second and first", now, before)
	}
	r.Line(withPicture(t, first, strings.Repeat("x", mostOfPicture+1)))
	if status, _ := picture("now"); status != http.StatusNotFound {
		t.Errorf("a picture that is too large: status %d, want 404", status)
	}
}

// TestHostileTextStaysText: what a server sent, what a student typed and what a file is called are
// text on every part of a page.
func TestHostileTextStaysText(t *testing.T) {
	t.Parallel()
	files := maps.Clone(oneScenario)
	files[lesson1] = "# One\n\nWrite down your guess: what comes?\n\n```console\n$ go tool lab check 1 --run second\n```\n"
	b, s := serve(t, files)
	r := b.room(lesson.All[0])
	bad := result(t, b, script.Failed, hostile)
	bad.Failure = &script.Failure{Why: hostile, Expected: script.Evidence{Words: hostile}, Received: script.Evidence{Data: script.Bytes(hostile)}}
	bad.Scenario.Claim, bad.Output = hostile, hostile
	r.Begin(r.lesson, "", []string{hostile})
	r.Line(bad)
	check := func(when string) {
		t.Helper()
		for _, part := range []string{"", "part/state", "part/guess", "part/scenarios", "part/hints", "part/look", "part/output-0"} {
			_, body, _ := ask(t, s, "GET", "/"+token+"/lesson/1/"+part)
			if strings.Contains(body, "<script>alert") || strings.Contains(body, "<img src=x") {
				t.Errorf("%s, %q has the markup of a stranger:\n%s", when, part, body)
			}
		}
	}
	check("during a check")
	r.End(r.lesson, course.Found{Err: course.Misuse{What: hostile}}, false)
	r.mu.Lock()
	r.blocks[0] = &block{output: hostile, end: hostile, stop: func() {}}
	r.mu.Unlock()
	check("after a check")
	sendGuess(t, s, url.Values{"words": {hostile}, "fails": {hostile, "second"}}) // the page shows the words over that scenario
	if guess := r.guess(); guess == nil || guess.Words != strings.TrimSpace(hostile) {
		t.Fatalf("the guess that was kept: %+v", guess)
	}
	check("with a guess")
}

// sendGuess sends the form of a guess for lesson 1.
func sendGuess(t *testing.T, s *httptest.Server, form url.Values) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "POST", s.URL+"/"+token+"/lesson/1/guess", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", s.URL)
	answer, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
}

// TestDeclinedGuess: a student who runs without a guess has none, even with the form filled in.
// The page does not ask again.
func TestDeclinedGuess(t *testing.T) {
	t.Parallel()
	b, s := serve(t, oneScenario)
	r := b.room(lesson.All[0])
	if !r.asksForGuess() {
		t.Fatal("the page does not ask for a guess")
	}
	sendGuess(t, s, url.Values{"words": {"a line"}, "fails": {"second"}, "declined": {"yes"}})
	if diff := cmp.Diff(&progress.Guess{}, r.guess()); diff != "" || r.asksForGuess() {
		t.Errorf("asks again: %v; the guess that was kept (-want +got):\n%s", r.asksForGuess(), diff)
	}
}

// TestEventsTellWhatChanged: an open page is told of the parts that changed, each once however
// often it did, and only those.
func TestEventsTellWhatChanged(t *testing.T) {
	t.Parallel()
	b, s := serve(t, oneScenario)
	r := b.room(lesson.All[0])
	ctx, cancel := context.WithTimeout(t.Context(), tooLong)
	defer cancel()
	answer := eventsOf(ctx, t, s.Client(), s.URL+"/"+token+"/lesson/1")
	defer answer.Body.Close()
	in := bufio.NewReader(answer.Body)
	next := func() string {
		t.Helper()
		line, err := in.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if _, err := in.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(line)
	}
	if got := next(); got != ": the bench is here" {
		t.Fatalf("the first line is %q", got)
	}
	r.ring("look", "hints")
	told := strings.Fields(strings.TrimPrefix(next(), "data: "))
	if !slices.Equal(told, []string{"hints", "look"}) {
		t.Errorf("told of %q", told)
	}
	l := r.add() // a page that does not read
	for range 1000 {
		r.ring("state", "look")
	}
	if parts := r.take(l); !slices.Equal(parts, []string{"look", "state"}) {
		t.Errorf("a page that did not read is told of %q", parts)
	}
}

// TestBlockRuns: a command of the page runs, shows what it prints, and is ended when it is stopped.
func TestBlockRuns(t *testing.T) {
	t.Parallel()
	b, s := serve(t, map[string]string{lesson1: "```console\n$ echo one; exit 3\n$ echo begun; cat /dev/zero | tr '\\0' x | head -c 100 >/dev/null; sleep 1000\n```\n"})
	r := b.room(lesson.All[0])
	l := r.add()
	post := func(path string) {
		t.Helper()
		if status, body, _ := ask(t, s, "POST", "/"+token+"/lesson/1/"+path, "Origin: "+s.URL, "X-Quiet: yes"); status != http.StatusNoContent {
			t.Fatalf("%s: %d %s", path, status, body)
		}
	}
	await := func(n, words string) {
		t.Helper()
		over := time.After(tooLong)
		for {
			_, body, _ := ask(t, s, "GET", "/"+token+"/lesson/1/part/output-"+n)
			if strings.Contains(body, words) {
				return
			}
			select {
			case <-l.wake:
			case <-over:
				t.Fatalf("no %q in %v: %s", words, tooLong, body)
			}
		}
	}
	post("run/0")
	await("0", "one")
	await("0", "exit status 3")
	post("run/1")
	await("1", "begun")
	post("run/1") // it runs already
	post("stop/1")
	await("1", "stopped")
}
