package agree

import (
	"context"
	"flag"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"chatlab/lab/grade"
	"chatlab/lab/sandbox"
	"chatlab/lab/share"
)

var soakTimes = flag.Int("soak", 0, "how often TestSoak runs the whole check (0: once if it is in a share or with -short, else 3 times; always 3 times with the race detector)")

// TestSoak runs the whole check again and again on a busy machine: a verdict must never
// depend on the machine's speed. One red scenario is a failure. Usually the other tests
// keep the cores busy. With -soak the test may run alone, and does so itself; see
// CONTRIBUTING.md.
func TestSoak(t *testing.T) {
	t.Parallel()
	share.Costly(t)
	dir := sandbox.Copy(t) // a fresh copy, without a student's work
	slowest, times := time.Duration(0), *soakTimes
	switch {
	case times > 0:
		keepBusy(t)
	case (testing.Short() || !share.Whole(t)) && !grade.RaceEnabled:
		times = 1
	default:
		times = 3
	}
	for done := 0; done < times; done += soakTogether() {
		began := time.Now()
		var runs sync.WaitGroup
		for i := range min(soakTogether(), times-done) {
			runs.Go(func() {
				if out, err := soak(t, dir, "check"); err != nil {
					t.Errorf("run %d of %d: %v\n%s", done+i+1, times, err, out)
				}
			})
		}
		runs.Wait()
		slowest = max(slowest, time.Since(began))
	}
	t.Logf("%d runs of the whole check, %d at a time; the slowest took %.1f s", times, min(times, soakTogether()), slowest.Seconds())
}

// soakTogether is how many checks TestSoak runs side by side. Together they load the
// machine more, and take less time. With the race detector one check is several times
// slower, and is load enough.
func soakTogether() int {
	if grade.RaceEnabled {
		return 1
	}
	return 3
}

// TestSoakCanFail: a check that is red once is reported with its story.
func TestSoakCanFail(t *testing.T) {
	t.Parallel()
	share.Costly(t)
	out, err := soak(t, sandbox.Copy(t), "check", "--mutant", "echo")
	if err == nil || !strings.Contains(out, "Nobody hears their own lines.") {
		t.Errorf("a red check passes: %v\n%s", err, out)
	}
}

// soak runs this program as lab in a folder.
func soak(t *testing.T, dir string, args ...string) (out string, err error) {
	t.Helper()
	all, err := sandbox.Command(t, dir, append(args, "--all")...).CombinedOutput()
	return string(all), err
}

// keepBusy keeps every core busy until the test ends.
func keepBusy(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var busy sync.WaitGroup
	for range runtime.NumCPU() {
		busy.Go(func() {
			for ctx.Err() == nil {
			}
		})
	}
	t.Cleanup(func() { cancel(); busy.Wait() })
}
