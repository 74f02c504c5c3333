package bench

import (
	"strings"
	"testing"

	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/script"
)

// TestHintsStay: hints that are shown stay while the same scenario fails, also during a check and after
// one that could not judge the copy. They begin again when another scenario fails.
func TestHintsStay(t *testing.T) {
	t.Parallel()
	b, s := serve(t, oneScenario)
	r := b.room(lesson.All[0])
	r.watching = true
	red := result(t, b, script.Failed, "")
	check := func(failed ...grade.Result) {
		r.Begin(r.lesson, "", nil)
		r.End(r.lesson, course.Found{Report: grade.Report{Lessons: []grade.LessonReport{{Results: failed}}}}, false)
	}
	shown := func(when string, want int) {
		t.Helper()
		if _, body, _ := ask(t, s, "GET", "/"+token+"/lesson/1/part/hints"); strings.Count(body, "<li>") != want {
			t.Errorf("%s: want %d hints on the page\n%s", when, want, body)
		}
	}
	check(red)
	shown("before the first hint", 0)
	r.hints = 2
	shown("when they were asked for", 2)
	r.Begin(r.lesson, "", nil)
	shown("while a save is checked", 2)
	check()
	shown("when the copy can't be built", 2)
	check(red)
	shown("when the same scenario fails", 2)
	red.Scenario.Name = "other"
	check(red)
	shown("when another scenario fails", 0)
}

// TestStartIsMarked: the button below a command that makes the student's copy is marked, so that the
// page can hide it once there is a copy.
func TestStartIsMarked(t *testing.T) {
	t.Parallel()
	b, _ := serve(t, oneScenario)
	all := func(string) (program.Command, bool) { return program.Command{}, true }
	page := string(b.markdown("docs/x.md", []byte("```console\n$ go tool lab start 1\n$ go tool lab check 1\n```\n"), all, false).HTML)
	first, second, _ := strings.Cut(page, "run/1")
	if !strings.Contains(first, "data-starts") || strings.Contains(second, "data-starts") {
		t.Errorf("only the first form should be marked:\n%s", page)
	}
}
