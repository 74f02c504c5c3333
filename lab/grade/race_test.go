package grade

import (
	"testing"

	"chatlab/lab/script"
)

// TestRaceReportFails: a data race fails a run, even if every answer was right.
func TestRaceReportFails(t *testing.T) {
	clean := judgeRace(script.Outcome{Verdict: script.Passed, AtEnd: "ana joined\n"})
	racy := judgeRace(script.Outcome{Verdict: script.Passed, AtEnd: "==================\nWARNING: DATA RACE\nRead at 0x00c000\n"})
	if clean.Verdict != script.Passed || racy.Verdict != script.Failed || racy.Failure == nil {
		t.Errorf("without a report %s, with one %s", clean.Verdict, racy.Verdict)
	}
}
