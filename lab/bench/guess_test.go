package bench

import (
	"context"
	"maps"
	"strings"
	"testing"
	"time"

	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/progress"
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

// TestGuessIsAboutOneScenario: the words of a guess are shown over the scenario that they were written
// for: the first one that the student has ticked, or else the first one that failed.
func TestGuessIsAboutOneScenario(t *testing.T) {
	t.Parallel()
	files := maps.Clone(oneScenario)
	for _, name := range []string{"third", "zero"} {
		files["scripts/01-one-at-a-time/"+name+".txtar"] = files["scripts/01-one-at-a-time/second.txtar"]
	}
	const second, third, zero = "01-one-at-a-time/second", "01-one-at-a-time/third", "01-one-at-a-time/zero"
	for _, c := range []struct {
		guess  progress.Guess
		failed string
		want   string
	}{
		{progress.Guess{Words: "half a line", Fails: []string{"zero", "third"}}, second, third},
		{progress.Guess{Words: "half a line"}, zero, zero},
		{progress.Guess{Words: "half a line"}, "", ""},
		{progress.Guess{Fails: []string{"third"}}, third, ""},
	} {
		b, _ := serve(t, files)
		r := b.room(lesson.All[0])
		record(t, b, func(book progress.Book) { book.Guess(r.lesson.ID(), &c.guess) })
		all, err := grade.Scenarios(b.Kit.Root, r.lesson)
		if err != nil {
			t.Fatal(err)
		}
		for _, sc := range all {
			if sc.ID() == c.failed {
				r.failed = &grade.Result{Scenario: sc}
			}
		}
		var shown strings.Builder
		for _, id := range []string{second, third, zero} {
			if r.shown(id).Guess != "" {
				shown.WriteString(id)
			}
		}
		if shown.String() != c.want {
			t.Errorf("%+v, with %q failed: shown over %q, want %q", c.guess, c.failed, shown.String(), c.want)
		}
	}
}
