package story

import (
	"strings"
	"testing"

	"chatlab/lab/grade"
	"chatlab/lab/script"
)

// TestLeftRunningIsReported: the JSON report names what the server left running and the kit
// could not end.
func TestLeftRunningIsReported(t *testing.T) {
	report := grade.Report{Lessons: []grade.LessonReport{{Results: []grade.Result{
		{Outcome: script.Outcome{Verdict: script.Passed, LeftRunning: []string{"a process at 127.0.0.1:12345"}}},
	}}}}
	var out strings.Builder
	if err := JSON(&out, report); err != nil || !strings.Contains(out.String(), `"a process at 127.0.0.1:12345"`) {
		t.Errorf("%v %s", err, out.String())
	}
}
