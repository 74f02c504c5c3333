package grader

import (
	"context"
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/grade"
	"chatlab/lab/program"
	"chatlab/lab/script"
)

// TestVain: the rest of the scenarios is not tried if none could be judged, or if the server
// breaks limits again and again. What was judged before counts.
func TestVain(t *testing.T) {
	passed, skipped := result(script.Passed, ""), result(script.Skipped, "")
	unstarted, broken := result(script.Trouble, program.NotStarted), result(script.Trouble, program.OverLimit)
	ours := result(script.Trouble, program.OfTheKit)
	for name, row := range map[string]struct {
		ends         []grade.Result
		vain, costly bool
	}{
		"nothing yet":                       {nil, false, false},
		"a few do not start":                {times(unstarted, mostInVain-1), false, false},
		"none starts":                       {times(unstarted, mostInVain), true, false},
		"none starts, some are skipped":     {append(times(skipped, 3), times(unstarted, mostInVain)...), true, false},
		"one was judged":                    {append(times(passed, 1), times(unstarted, 3*mostInVain)...), false, false},
		"it breaks a limit each time":       {times(broken, mostInVain), true, true},
		"it breaks a limit, one was judged": {append(times(passed, 1), times(broken, mostInVain)...), false, true},
		"it breaks a limit at times":        {append(times(passed, 20), times(broken, mostInVain-1)...), false, false},
		"the kit had trouble":               {times(ours, 3*mostInVain), false, false},
		"nobody said why":                   {times(grade.Result{Outcome: script.Outcome{Verdict: script.Trouble}}, 3*mostInVain), false, false},
	} {
		t.Run(name, func(t *testing.T) {
			stopped := 0
			v := vain{stop: func() { stopped++ }}
			v.begins()
			for n, r := range row.ends {
				if stopped > 0 {
					t.Fatalf("it was stopped after %d of %d", n, len(row.ends))
				}
				r.Turn = n
				v.note(0, r)
			}
			if v.is() != row.vain || v.costly() != row.costly || (stopped > 0) != (row.vain || row.costly) {
				t.Errorf("in vain %v, costly %v, stopped %d times; want %v and %v", v.is(), v.costly(), stopped, row.vain, row.costly)
			}
			if v.is() && v.first == nil || v.costly() && v.limit == nil {
				t.Error("nobody can say why")
			}
		})
	}
}

// TestVainInOrder: what counts of a server that breaks limits again and again does not depend on
// which of its scenarios end first.
func TestVainInOrder(t *testing.T) {
	var all []grade.Result
	for turn := range 3 * mostInVain {
		r := result(script.Passed, "")
		if turn%2 == 1 {
			r = result(script.Trouble, program.OverLimit)
			r.Outcome.Trouble.What = fmt.Sprint("limit ", turn)
		}
		r.Turn = turn
		all = append(all, r)
	}
	verdicts := func(ends []grade.Result) (got []string) {
		stopped := false
		v := vain{stop: func() { stopped = true }}
		v.begins()
		report := grade.Report{Lessons: []grade.LessonReport{{Results: slices.Clone(all)}}}
		for _, r := range ends {
			if stopped {
				break
			}
			v.note(0, r)
		}
		v.cut(report)
		for _, r := range report.Lessons[0].Results {
			got = append(got, fmt.Sprint(r.Verdict))
			if r.Outcome.Trouble != nil {
				got = append(got, r.Outcome.Trouble.What)
			}
		}
		return append(got, v.limit.What, fmt.Sprint(v.over, v.judged))
	}
	want := verdicts(all)
	if n := len(slices.DeleteFunc(slices.Clone(want), func(s string) bool { return s != "it was not tried" })); n != mostInVain {
		t.Errorf("%d were not tried, want %d: %q", n, mostInVain, want)
	}
	backwards := slices.Clone(all)
	slices.Reverse(backwards)
	if diff := cmp.Diff(want, verdicts(backwards)); diff != "" {
		t.Errorf("ended in their order, and backwards (-want +got)\n%s", diff)
	}
}

// TestRunInVain: if a server breaks a limit each time, the first mostInVain scenarios in order
// keep their results, although more of them run at once.
func TestRunInVain(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	x := &try{grader: &Grader{}, dir: t.TempDir()}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	x.vain.stop = cancel
	job := grade.Job{Target: grade.Target{Command: program.Command{Args: []string{self, prints}}}}
	for range mostInVain + 4 {
		job.Scenarios = append(job.Scenarios, starts(t))
	}
	report := x.run(ctx, &grade.Builder{Dir: t.TempDir()}, make(chan struct{}, len(job.Scenarios)), []grade.Job{job}, toShow)
	for i, r := range report.Lessons[0].Results {
		want := program.OverLimit
		if i >= mostInVain {
			want = program.Interrupted
		}
		if r.Turn != i || r.Outcome.Trouble == nil || r.Outcome.Trouble.Kind != want {
			t.Errorf("%d: turn %d, %v; want %s", i, r.Turn, r.Outcome.Trouble, want)
		}
	}
}

func result(verdict script.Verdict, kind program.Kind) grade.Result {
	r := grade.Result{Outcome: script.Outcome{Verdict: verdict}}
	if verdict == script.Trouble {
		r.Outcome.Trouble = &program.Trouble{Kind: kind, What: "it happened"}
	}
	return r
}

func times(r grade.Result, n int) (all []grade.Result) {
	for range n {
		all = append(all, r)
	}
	return all
}
