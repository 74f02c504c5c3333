package grader

import (
	"context"
	"slices"

	"chatlab/lab/grade"
	"chatlab/lab/program"
	"chatlab/lab/script"
)

// retry runs once more, one after the other, what ended in trouble that may be an accident. A
// server that was judged in one scenario starts in all of them. If it does not, this machine
// may have been too busy, and nobody loses points for that. What ends so again stands.
func (x *try) retry(ctx context.Context, b *grade.Builder, jobs []grade.Job, report grade.Report, a audience) {
	if !x.vain.judged || x.vain.costly() {
		return
	}
	oneAtATime := make(chan struct{}, 1)
	for i, job := range jobs {
		first := report.Lessons[i].Results
		job.Scenarios = nil
		for _, r := range first {
			if accident(r) {
				job.Scenarios = append(job.Scenarios, r.Scenario)
			}
		}
		if len(job.Scenarios) == 0 {
			continue
		}
		for _, r := range x.run(ctx, b, oneAtATime, []grade.Job{job}, a).Lessons[0].Results {
			at := slices.IndexFunc(first, func(of grade.Result) bool { return of.Scenario.ID() == r.Scenario.ID() })
			if ctx.Err() == nil {
				first[at] = r
			}
		}
	}
}

// accident reports whether a scenario ended in trouble that the same server does not have to
// have again.
func accident(r grade.Result) bool {
	t := r.Outcome.Trouble
	return r.Verdict == script.Trouble && t != nil && (t.Kind == program.NotStarted || t.Kind == program.OfTheKit)
}
