package cli

import (
	"bytes"
	"strings"
	"testing"

	"chatlab/lab/console"
	"chatlab/lab/grade"
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
