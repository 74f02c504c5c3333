package trial

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"chatlab/lab/grade"
	"chatlab/lab/program"
	"chatlab/lab/script"
	"chatlab/lab/story"
	"chatlab/server/wire"
)

// How often a scenario runs on right servers. More runs find rarer chances.
const (
	runsOnReference = 5
	runsOnRight     = 3
)

// onRight runs the scenarios on the right servers, all at once. Those that all servers pass
// are valid.
func (t *Trial) onRight(ctx context.Context, all []*candidate) error {
	on := slices.DeleteFunc(slices.Clone(all), func(c *candidate) bool { return !c.runs })
	var jobs []grade.Job
	for i := range t.Right {
		jobs = append(jobs, slices.Repeat([]grade.Job{t.job(t.Right[i].target, on)}, runsOn(i))...)
	}
	report := t.run(ctx, jobs)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for i, s := range t.Right {
		runs := report.Lessons[:runsOn(i)]
		report.Lessons = report.Lessons[runsOn(i):]
		if why := runs[0].Trouble; why != nil {
			return fmt.Errorf("%s can't be built: %w\n%s", s.Name, why, why.Output)
		}
		for j, c := range on {
			if c.runs {
				c.passedOn(s, together(runs, j))
			}
		}
	}
	for _, c := range on {
		if c.runs {
			c.Verdict = Valid
		}
	}
	return nil
}

// runsOn is how often a scenario runs on a right server.
func runsOn(server int) int {
	if server == 0 {
		return runsOnReference
	}
	return runsOnRight
}

// together makes one result of several runs of a scenario. It is the first that did not pass,
// or the last.
func together(runs []grade.LessonReport, scenario int) grade.Result {
	all, bad := runs[0].Results[scenario], 0
	for _, run := range runs {
		r := run.Results[scenario]
		if bad == 0 {
			all = r
		}
		if !r.Fine() {
			bad++
		}
	}
	all.Runs, all.Bad = len(runs), bad
	return all
}

func (t *Trial) job(target grade.Target, on []*candidate) grade.Job {
	job := grade.Job{Lesson: t.Lesson, Target: target}
	for _, c := range on {
		job.Scenarios = append(job.Scenarios, c.script)
	}
	return job
}

func (t *Trial) run(ctx context.Context, jobs []grade.Job) grade.Report {
	return grade.Run(ctx, jobs, t.builder, grade.Options{Slots: t.slots, Within: within})
}

// passedOn judges the outcome of a scenario on a right server. A scenario that is still to run
// afterwards has passed.
func (c *candidate) passedOn(s Server, r grade.Result) {
	switch {
	case r.Verdict == script.Passed, r.Verdict == script.Skipped && !s.Whole:
		return
	case r.Verdict == script.Skipped:
		c.untried(s, "this system can't run it: "+wire.Clean(r.Why))
	case r.Verdict == script.Failed && r.Bad == r.Runs:
		c.failedOn(s, r, s.Name+" does not pass it", "look at what the protocol promises: the story shows what this server does instead")
	case r.Verdict == script.Failed:
		c.failedOn(s, r, "it is unstable: "+s.Name+" passes it in some runs, and in others not",
			"a step relies on chance: on what arrives first at two clients, or on a pause. Expect what causes the next step before that step")
	case r.Trouble != nil && r.Trouble.Kind == program.Interrupted:
		c.failedOn(s, r, fmt.Sprintf("on %s it takes longer than %v", s.Name, within), "let it wait less")
	case r.Mistake != nil:
		c.invalid(r.Mistake.Line, wire.Clean(r.Mistake.What), "usage: "+r.Mistake.Usage)
	default:
		c.untried(s, "it could not be judged: "+wire.Clean(r.Trouble.What))
	}
}

func (c *candidate) untried(s Server, what string) {
	c.Verdict, c.What, c.On, c.runs = Untried, what, s.Name, false
}

// failedOn makes a scenario invalid that a right server does not pass.
func (c *candidate) failedOn(s Server, r grade.Result, what, try string) {
	line := 0
	if step := r.Failing(); step != nil {
		line = step.Line
	}
	c.invalid(line, what, try)
	c.On = s.Name
	expected, received, so := grade.Told(r.Failure)
	c.Expected, c.Received, c.So = wire.Clean(expected), wire.Clean(received), wire.Clean(so)
	var told bytes.Buffer
	story.Style{}.Account(&told, r)
	c.Story = told.String()
}
