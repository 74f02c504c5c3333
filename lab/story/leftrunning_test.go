package story

import (
	"strings"
	"testing"

	"chatlab/lab/grade"
	"chatlab/lab/script"
)

// TestLeftRunningIsReported: what the kit could not end is in the report for programs.
func TestLeftRunningIsReported(t *testing.T) {
	report := grade.Report{Lessons: []grade.LessonReport{{Results: []grade.Result{
		{Outcome: script.Outcome{Verdict: script.Passed, LeftRunning: []string{"a process at 127.0.0.1:12345"}}},
	}}}}
	var out strings.Builder
	if err := JSON(&out, report); err != nil || !strings.Contains(out.String(), `"a process at 127.0.0.1:12345"`) {
		t.Errorf("%v %s", err, out.String())
	}
}
