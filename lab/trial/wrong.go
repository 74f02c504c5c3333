package trial

import (
	"context"
	"fmt"
	"slices"

	"chatlab/lab/grade"
	"chatlab/lab/script"
)

// confirmations is how often more a wrong server must turn a scenario red that was red once. A
// single time could be chance.
const confirmations = 2

// onWrong runs the valid scenarios on the wrong servers, counts what each catches, and returns
// how many servers at least one of them catches.
func (t *Trial) onWrong(ctx context.Context, all []*candidate) (caught int, err error) {
	var on []*candidate
	for _, c := range all {
		if c.Verdict == Valid {
			on = append(on, c)
		}
	}
	if len(on) == 0 {
		return 0, nil
	}
	red := make([][]*candidate, len(t.wrong)) // by server
	for i := range red {
		red[i] = on
	}
	for _, times := range []int{1, confirmations} {
		if red, err = t.redOn(ctx, red, times); err != nil {
			return 0, err
		}
	}
	for _, cs := range red {
		for _, c := range cs {
			c.Catches++
		}
		if len(cs) > 0 {
			caught++
		}
	}
	return caught, nil
}

// redOn runs, on each wrong server, the scenarios that are asked, and returns those that were
// red in every run.
func (t *Trial) redOn(ctx context.Context, asked [][]*candidate, times int) (red [][]*candidate, err error) {
	var jobs []grade.Job
	for i, target := range t.wrong {
		jobs = append(jobs, slices.Repeat([]grade.Job{t.job(target, asked[i])}, times)...)
	}
	report := t.run(ctx, jobs)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	red = make([][]*candidate, len(t.wrong))
	for i := range t.wrong {
		runs := report.Lessons[i*times : (i+1)*times]
		if why := runs[0].Trouble; why != nil {
			return nil, fmt.Errorf("a wrong server can't be built: %w\n%s", why, why.Output)
		}
		for j, c := range asked[i] {
			if r := together(runs, j); r.Verdict == script.Failed && r.Bad == times {
				red[i] = append(red[i], c)
			}
		}
	}
	return red, nil
}
