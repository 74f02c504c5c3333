package cli

import (
	"bytes"
	"strings"
	"testing"

	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/script"
	"chatlab/lab/story"
)

// TestWhatStaysIsTold: a check names what was left running and the kit could not end, even
// if everything passed.
func TestWhatStaysIsTold(t *testing.T) {
	var out bytes.Buffer
	view := checkView{t: &console.Terminal{Out: &out}, style: story.Style{Width: 200}}
	view.left(grade.Report{Lessons: []grade.LessonReport{{Server: "./mine", Results: []grade.Result{{
		Scenario: script.Scenario{Lesson: "01-x", Name: "y"},
		Outcome:  script.Outcome{Verdict: script.Passed, LeftRunning: []string{"a process that it started still accepts connections on 127.0.0.1:12345"}},
	}}}}})
	if got, want := out.String(), "./mine, 01-x/y: a process that it started still accepts connections on 127.0.0.1:12345. The kit could not end it: end it by hand.\n"; !strings.Contains(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestUnaskedShareALine: the lessons that were not asked don't bury the totals.
func TestUnaskedShareALine(t *testing.T) {
	about := func(number int, v script.Verdict) grade.LessonReport {
		return grade.LessonReport{Lesson: lesson.Lesson{Number: number, Breaks: []string{"x"}}, Results: []grade.Result{{Scenario: script.Scenario{Name: "x"}, Outcome: script.Outcome{Verdict: v}}}}
	}
	for want, lessons := range map[string][]grade.LessonReport{
		"lesson 4 is not passed: none of its key scenarios apply to this server\n":           {about(3, script.Passed), about(4, script.Skipped)},
		"lessons 4, 5, 8 are not passed: none of their key scenarios apply to this server\n": {about(4, script.Skipped), about(5, script.Skipped), about(8, script.Skipped)},
		"": {about(3, script.Passed), about(6, script.Failed)},
	} {
		var out bytes.Buffer
		view := checkView{t: &console.Terminal{Out: &out}, style: story.Style{Width: 200}, plan: course.Plan{Jobs: make([]grade.Job, len(lessons))}}
		view.unasked(grade.Report{Lessons: lessons})
		if got := out.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
