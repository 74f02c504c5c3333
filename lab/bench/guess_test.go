package bench

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/progress"
	"chatlab/lab/script"
)

// TestAskedUntilAnswered: a check that ran in another way, such as with the button below a command
// of the page, does not end the question for a guess. A pass does.
func TestAskedUntilAnswered(t *testing.T) {
	t.Parallel()
	b, _ := serve(t, oneScenario)
	r := b.room(lesson.All[0])
	for _, passed := range []bool{false, true} {
		record(t, b, func(book progress.Book) { book.Check(r.lesson.ID(), "a copy", 1, passed, time.Now()) })
		if r.asksForGuess() == passed {
			t.Errorf("after a check that passed (%v), the page asks for a guess: %v", passed, passed)
		}
	}
}

// record changes the student's record.
func record(t *testing.T, b *Bench, change func(progress.Book)) {
	t.Helper()
	if err := progress.Update(b.Kit.Path(course.ProgressFile), change); err != nil {
		t.Fatal(err)
	}
}

// TestWatchedAgain: when the bench is started again, a copy that was checked before is
// watched as soon as a page shows it. A copy that waits for a guess is left alone.
func TestWatchedAgain(t *testing.T) {
	t.Parallel()
	b, s := serve(t, oneScenario)
	r := b.room(lesson.All[0])
	open := func() {
		t.Helper()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		eventsOf(ctx, t, s.Client(), s.URL+"/"+token+"/lesson/1").Body.Close()
	}
	isWatched := func(when string, want bool) {
		t.Helper()
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.watching != want {
			t.Errorf("%s: watched %v; want %v", when, r.watching, want)
		}
	}
	record(t, b, func(book progress.Book) { book.Check(r.lesson.ID(), "a copy", 0, false, time.Now()) })
	open()
	isWatched("before a guess", false)
	record(t, b, func(book progress.Book) { book.Guess(r.lesson.ID(), &progress.Guess{}) })
	isWatched("while no page is open", false)
	open()
	isWatched("with an open page", true)
}

// TestAnswerComesAfterTheGuess: as long as a page asks for a guess, it shows what came only on demand,
// and what it says about that, down to the next heading. Other blocks it shows, and it shows all of them
// to a reader who has guessed.
func TestAnswerComesAfterTheGuess(t *testing.T) {
	t.Parallel()
	b, _ := serve(t, oneScenario)
	const before, answer, why, later = "$ before", "[ana] hel", "three pieces", "$ later"
	source := []byte("# A lesson\n\n```console\n" + before + "\n```\n\n**Before you go on, write down\nyour guess:** what comes?\n\nNow look:\n\n<!-- cut -->\n```console\n$ look\n" + answer + "\n```\n\nIt came in " + why + ".\n\n## Why\n\n```console\n" + later + "\n```\n")
	for _, asks := range []bool{false, true} {
		page := string(b.markdown("docs/x.md", source, nil, asks).HTML)
		first, rest, hidden := strings.Cut(page, "<details class=\"answer\"><summary>")
		inside, rest, _ := strings.Cut(rest, "</details>")
		between, rest, _ := strings.Cut(rest, "<details class=\"answer\"><summary>")
		covered, last, _ := strings.Cut(rest, "</details>")
		if hidden != asks {
			t.Fatalf("the page asks for a guess: %v, and hides what came: %v", asks, hidden)
		}
		if asks && (!strings.Contains(first, before) || !strings.Contains(inside, answer) || strings.TrimSpace(between) != "" || !strings.Contains(covered, why) || strings.Contains(covered, "<h2") || !strings.Contains(last, later)) {
			t.Errorf("the page is\n%s", page)
		}
	}
}

// TestQuestionOfThePage: the form asks what the page asks, and shows the answer over the scenario that
// the page runs next, whatever the student has ticked.
func TestQuestionOfThePage(t *testing.T) {
	t.Parallel()
	const (
		asks  = "# One\n\n**Write down your guess before\nyou go on:** what does `bruno` get, by\n[P3](x.md)?\n\n"
		runs  = "```console\n$ go tool lab check 1 --run third\nfailed\n```\n"
		other = "```console\n$ go tool lab sim\n```\n"
	)
	files := maps.Clone(oneScenario)
	files["scripts/01-one-at-a-time/third.txtar"] = files["scripts/01-one-at-a-time/second.txtar"]
	for _, c := range []struct {
		page, question, over string
	}{
		{asks + runs, "what does bruno get, by P3?", "third"},
		{asks + other + runs, "what does bruno get, by P3?", ""},
		{runs + "Nothing is asked.\n" + runs, "", ""},
	} {
		files[lesson1] = c.page
		b, s := serve(t, files)
		r := b.room(lesson.All[0])
		_, form, _ := ask(t, s, "GET", "/"+token+"/lesson/1/part/guess")
		if !strings.Contains(form, "<form") || strings.Contains(form, `name="words"`) != (c.question != "") || !strings.Contains(form, c.question) {
			t.Errorf("%q: the form is\n%s", c.page, form)
		}
		record(t, b, func(book progress.Book) {
			book.Guess(r.lesson.ID(), &progress.Guess{Words: "half a line", Fails: []string{"second"}})
		})
		var over strings.Builder
		for _, name := range []string{"second", "third"} {
			if r.shown("01-one-at-a-time/"+name).Guess != "" {
				over.WriteString(name)
			}
		}
		if over.String() != c.over {
			t.Errorf("%q: the answer is shown over %q; want %q", c.page, over.String(), c.over)
		}
	}
}

// TestEveryLessonAsks: the page of each lesson asks a question, and all but the one of the simulator run
// the scenario that answers it.
func TestEveryLessonAsks(t *testing.T) {
	t.Parallel()
	b, _ := serve(t, oneScenario)
	for _, l := range lesson.All {
		text, err := os.ReadFile(filepath.Join("../..", l.Page()))
		if err != nil {
			t.Fatal(err)
		}
		q := b.markdown(l.Page(), text, nil, true).Question
		all, err := grade.Scenarios("../..", l)
		if err != nil {
			t.Fatal(err)
		}
		answered := slices.ContainsFunc(all, func(sc script.Scenario) bool { return sc.Name == q.Scenario })
		if !strings.HasSuffix(q.Text, "?") || strings.ContainsAny(q.Text, "*`") || answered == (l.Word() == "14") {
			t.Errorf("%s asks %q, which %q answers", l.Page(), q.Text, q.Scenario)
		}
	}
}

// TestScore: a guess is held against the first check that has judged all scenarios of the lesson, and
// never again. Earlier lessons, and what could not be judged, do not count.
func TestScore(t *testing.T) {
	t.Parallel()
	row := func(name, verdict string) scenarioRow {
		return scenarioRow{Name: name, Verdict: verdict, Guessed: "passed"}
	}
	guessed := &progress.Guess{Fails: []string{"b", "c"}}
	right, wrong := row("a", "passed"), row("b", "passed")
	wrong.Guessed = "failed"
	stale, elsewhere, unrun, trouble := right, right, row("d", ""), row("e", "trouble")
	stale.Stale, elsewhere.Elsewhere = true, true
	for _, c := range []struct {
		what      string
		guess     *progress.Guess
		rows      []scenarioRow
		right, of int
	}{
		{"all judged", guessed, []scenarioRow{right, wrong, elsewhere, trouble}, 1, 2},
		{"one has not run", guessed, []scenarioRow{right, wrong, unrun}, 0, 0},
		{"a check was stopped", guessed, []scenarioRow{right, stale}, 0, 0},
		{"no scenario named", &progress.Guess{Words: "half a line"}, []scenarioRow{right}, 0, 0},
		{"a later check", &progress.Guess{Fails: []string{"b"}, Right: 1, Of: 9}, []scenarioRow{right}, 0, 0},
		{"declined", &progress.Guess{}, []scenarioRow{right}, 0, 0},
		{"not asked yet", nil, []scenarioRow{right}, 0, 0},
	} {
		var got progress.Guess
		if score := scored(c.guess, c.rows); score != nil {
			got = *score
		}
		if got.Right != c.right || got.Of != c.of {
			t.Errorf("%s: right about %d of %d; want %d of %d", c.what, got.Right, got.Of, c.right, c.of)
		}
	}
}
