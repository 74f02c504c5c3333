package vet

import (
	"context"
	"fmt"
	"slices"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/script"
)

// killRuns is how often a broken server must turn a scenario red. A single time could be
// chance.
const killRuns = 3

// sideBySide is how many runs on broken servers go at once. Most of them wait for something
// that never comes.
const sideBySide = 40

// About estimates how many runs Vet makes for this many scenarios.
func (v Vetting) About(scenarios int) int {
	return scenarios * (v.Runs + killRuns*(1+len(lesson.All)/2)) // on average, half of the lessons come later
}

// An attempt is a run on a broken server.
type attempt struct {
	candidate
	by    Proof
	named bool // a proof says that it turns the scenario red
}

// holdAgainstBroken runs each scenario on the broken servers that should turn it red. It
// also runs it on the other specimens of its own and later lessons, which should pass it.
func (t *trial) holdAgainstBroken(ctx context.Context, all []candidate) error {
	var attempts []attempt
	for _, c := range all {
		named := t.named(c)
		for _, p := range named {
			if p.Guard == "" {
				attempts = append(attempts, attempt{c, p, true})
			}
		}
		for _, l := range lesson.All[len(lesson.UpTo(c.lesson.Number-1)):] {
			isNamed := func(p Proof) bool { return p.Specimen != nil && p.Specimen.Number == l.Number }
			if !slices.ContainsFunc(named, isNamed) {
				attempts = append(attempts, attempt{c, Proof{Specimen: &l}, false})
			}
		}
	}
	red, err := t.try(ctx, attempts)
	for i, runs := range red {
		t.judge(attempts[i], runs)
	}
	return err
}

// try makes killRuns runs of each attempt, and returns how many of them were red.
func (t *trial) try(ctx context.Context, attempts []attempt) (red []int, err error) {
	jobs, targets, err := t.jobs(attempts)
	if err != nil {
		return nil, err
	}
	if err := Bundle(ctx, t.Builder, targets, t.Note); err != nil {
		return nil, err
	}
	report := t.run(ctx, jobs, grade.Options{Parallel: sideBySide})
	for i := range attempts {
		runs, err := reds(report.Lessons[i*killRuns : (i+1)*killRuns])
		if err != nil {
			return red, err
		}
		red = append(red, runs)
	}
	return red, nil
}

// reds counts the red runs. A run that could not be judged proves nothing, and is an error.
func reds(runs []grade.LessonReport) (red int, err error) {
	for _, l := range runs {
		if l.Trouble != nil {
			return 0, fmt.Errorf("%s can't be built: %w\n%s", l.Server, l.Trouble, l.Trouble.Output)
		}
		switch r := l.Results[0]; r.Verdict {
		case script.Trouble:
			return 0, fmt.Errorf("%s on %s could not be judged: %w\n%s", r.Scenario.ID(), l.Server, r.Trouble, r.Trouble.Output)
		case script.Failed:
			red++
		}
	}
	return red, nil
}

// jobs makes killRuns jobs of each attempt, so that they wait side by side: a red run often
// waits for something that never comes. It prepares each broken server once.
func (t *trial) jobs(attempts []attempt) (jobs []grade.Job, targets []grade.Target, err error) {
	prepared := map[broken]grade.Target{}
	for _, a := range attempts {
		target, ok := prepared[a.by.broken()]
		if !ok {
			if target, err = a.by.Target(t.Builder); err != nil {
				return nil, nil, err
			}
			prepared[a.by.broken()] = target
			targets = append(targets, target)
		}
		job := grade.Job{Lesson: a.lesson, Target: target, Scenarios: []script.Scenario{a.Scenario}}
		jobs = append(jobs, slices.Repeat([]grade.Job{job}, killRuns)...)
	}
	return jobs, targets, nil
}

// judge refuses a scenario if an attempt had the wrong number of red runs.
func (t *trial) judge(a attempt, runs int) {
	red := runs == killRuns
	switch {
	case runs > 0 && !red:
		t.refuse(a.File, 1, fmt.Sprintf("it is red by chance: %s turned it red in %d of %d runs", a.by, runs, killRuns),
			"a step looks too early: what it looks for may still be under way. Expect first what comes after it")
	case a.named && !red:
		t.refuse(a.File, 1, a.by.String()+" should turn it red, but does not", "look at what the scenario expects: it would not notice that fault")
	case a.named:
	case a.by.Specimen.Number > a.lesson.Number && red:
		t.refuse(a.File, 1, a.by.String()+" fails it, but should pass all lessons before its own",
			"if its fault is what the scenario is about, move the scenario into that lesson; otherwise mend that server, or ask for less")
	case a.by.Specimen.Number > a.lesson.Number:
	case red && a.hidden: // it finds the lesson's own fault
	case red:
		t.refuse(a.File, 1, a.by.String()+" turns it red, but its lesson does not say so",
			fmt.Sprintf("add %q to Breaks in lab/lesson/lesson_%02d.go", a.Name, a.lesson.Number))
	case len(t.named(a.candidate)) == 0:
		t.unproven = append(t.unproven, a.candidate)
	}
}
