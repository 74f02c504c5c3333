package script

import (
	"context"
	"net"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"chatlab/lab/lesson"
	"chatlab/server"
)

// TestScenariosInVirtualTime runs each scenario on the reference server in the simulated
// network, except those that need a real program. The verdicts must be those over loopback,
// where lab/agree holds that all pass: if the two networks differ, one of them is wrong.
func TestScenariosInVirtualTime(t *testing.T) {
	t.Parallel()
	ran, leftOut, began := 0, 0, time.Now()
	for _, l := range lesson.All {
		files, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(l.Scripts()), "*.txtar"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s has %d scenarios, %v", l.Scripts(), len(files), err)
		}
		for _, file := range files {
			sc, err := Load(file)
			if err != nil {
				t.Fatal(err)
			}
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

func passesInVirtualTime(t *testing.T, sc Scenario) {
	synctest.Test(t, func(t *testing.T) {
		o := RunSimulated(t.Context(), sc, referenceServe, Options{})
		if o.Verdict != Passed {
			t.Errorf("%s: %s\n%s%+v %+v", sc.ID(), o.Verdict, account(o), o.Failure, o.Trouble)
		}
	})
}

// referenceServe is the reference server as a function.
func referenceServe(ctx context.Context, ln net.Listener) error {
	return (&server.Server{}).Serve(ctx, ln)
}
