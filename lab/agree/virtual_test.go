package agree

import (
	"context"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/script"
	"chatlab/server"
)

// TestScenariosInVirtualTime runs each scenario on the reference server in the simulated
// network, except those that need a real program. The verdicts must be those over loopback
// (TestReferencePassesEverything): if the two networks differ, one of them is wrong.
func TestScenariosInVirtualTime(t *testing.T) {
	t.Parallel()
	ran, leftOut, began := 0, 0, time.Now()
	for _, l := range lesson.All {
		for _, sc := range scenarios(t, l) {
			if why := sc.NotSimulated(); why != "" {
				leftOut++
				t.Logf("not for virtual time: %s, because of the step %s", sc.ID(), why)
				continue
			}
			ran++
			t.Run(sc.ID(), func(t *testing.T) { passesInVirtualTime(t, sc) })
		}
	}
	t.Logf("%d scenarios in virtual time took %v; %d are left out", ran, time.Since(began).Round(time.Millisecond), leftOut)
	if leftOut > ran {
		t.Error("most scenarios are left out: then this proves little")
	}
}

func passesInVirtualTime(t *testing.T, sc script.Scenario) {
	synctest.Test(t, func(t *testing.T) {
		o := script.RunSimulated(t.Context(), sc, referenceServe, script.Options{})
		if o.Verdict != script.Passed {
			t.Error(told(grade.Result{Scenario: sc, Outcome: o, Runs: 1}))
		}
	})
}

// referenceServe is the reference server as a function.
func referenceServe(ctx context.Context, ln net.Listener) error {
	return (&server.Server{}).Serve(ctx, ln)
}
