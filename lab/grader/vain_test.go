package grader

import (
	"testing"

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
			for n, r := range row.ends {
				if stopped > 0 {
					t.Fatalf("it was stopped after %d of %d", n, len(row.ends))
				}
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
