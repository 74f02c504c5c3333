package grader

import (
	"os"
	"path/filepath"
	"testing"

	"chatlab/lab/grade"
	"chatlab/lab/program"
	"chatlab/lab/script"
)

// starts is a scenario that starts a server, and asks it nothing.
func starts(t *testing.T) script.Scenario {
	t.Helper()
	file := filepath.Join(t.TempDir(), "starts.txtar")
	if err := os.WriteFile(file, []byte("# It starts.\nserver\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	sc, err := script.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

// TestRetry: what did not start, or what the kit had trouble with, is run once more if another
// scenario was judged. The second result counts.
func TestRetry(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	sc := starts(t)
	const again = script.Passed // by the second run
	for name, row := range map[string]struct {
		judged bool
		first  grade.Result
		want   script.Verdict
	}{
		"it did not start":              {true, result(script.Trouble, program.NotStarted), again},
		"the kit had trouble":           {true, result(script.Trouble, program.OfTheKit), again},
		"it never starts":               {false, result(script.Trouble, program.NotStarted), script.Trouble},
		"it broke a limit":              {true, result(script.Trouble, program.OverLimit), script.Trouble},
		"it failed":                     {true, result(script.Failed, ""), script.Failed},
		"it is not what is asked of it": {true, result(script.Skipped, ""), script.Skipped},
	} {
		t.Run(name, func(t *testing.T) {
			x := &try{grader: &Grader{}, dir: t.TempDir()}
			x.handed.Target = grade.Target{Command: program.Command{Args: []string{self, serves}}}
			x.vain = vain{judged: row.judged, stop: func() {}}
			row.first.Scenario = sc
			report := grade.Report{Lessons: []grade.LessonReport{{Results: []grade.Result{row.first}}}}
			jobs := []grade.Job{{Target: x.handed.Target, Scenarios: []script.Scenario{sc}}}
			x.retry(t.Context(), &grade.Builder{Dir: t.TempDir()}, jobs, report, toShow)
			if got := report.Lessons[0].Results[0]; got.Verdict != row.want {
				t.Errorf("%v (%v), want %v", got.Verdict, got.Outcome.Trouble, row.want)
			}
		})
	}
}
