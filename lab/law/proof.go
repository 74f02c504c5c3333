package law

import (
	"context"
	"fmt"
	"slices"

	"chatlab/lab/grade"
	"chatlab/lab/script"
	"chatlab/lab/specimen"
)

// killRuns is how often a broken server has to turn a scenario red. Once could
// be chance.
const killRuns = 3

// An attempt is a broken server that is to turn a scenario red.
type attempt struct {
	candidate
	by    Proof
	named bool // it is said to; otherwise it is worth a try
}

// holdAgainstBroken runs each scenario on the broken servers that are said to
// turn it red. One for which nothing is named is tried on its lesson's
// specimen, which decides what there is to do about it.
func (t *trial) holdAgainstBroken(ctx context.Context, all []candidate) error {
	var attempts []attempt
	for _, c := range all {
		proofs := t.proofs[c.ID()]
		if len(proofs) == 0 {
			attempts = append(attempts, attempt{c, Proof{Specimen: &c.lesson}, false})
		}
		for _, p := range proofs {
			if p.Guard == "" {
				attempts = append(attempts, attempt{c, p, true})
			}
		}
	}
	jobs, err := t.jobs(attempts)
	if err != nil {
		return err
	}
	report := t.run(ctx, jobs, 1)
	for i, a := range attempts {
		red := 0
		for _, l := range report.Lessons[i*killRuns : (i+1)*killRuns] {
			if l.Trouble != nil {
				return fmt.Errorf("%s can't be built: %w\n%s", l.Server, l.Trouble, l.Trouble.Output)
			}
			red += l.Results[0].Bad
		}
		t.judge(a, red)
	}
	return nil
}

// jobs makes killRuns jobs of each attempt, since a red run often waits for
// what never comes: so they wait together. Each broken server is prepared once.
func (t *trial) jobs(attempts []attempt) ([]grade.Job, error) {
	targets := map[string]grade.Target{}
	var jobs []grade.Job
	for _, a := range attempts {
		target, ok := targets[a.by.String()]
		if !ok {
			var err error
			if target, err = t.target(a.by); err != nil {
				return nil, err
			}
			targets[a.by.String()] = target
		}
		job := grade.Job{Lesson: a.lesson, Target: target, Scenarios: []script.Scenario{a.Scenario}}
		jobs = append(jobs, slices.Repeat([]grade.Job{job}, killRuns)...)
	}
	return jobs, nil
}

func (t *trial) target(p Proof) (grade.Target, error) {
	if p.Mutant != nil {
		return p.Mutant.Target(t.Builder.Root, t.Builder.Dir)
	}
	files, err := specimen.Of(t.Builder.Root, *p.Specimen)
	if err != nil {
		return grade.Target{}, err
	}
	return Target(t.Builder.Root, p.Specimen.Specimen(), *p.Specimen, files, t.Builder.Dir)
}

// judge says what is to be said when an attempt was red in so many runs.
func (t *trial) judge(a attempt, runs int) {
	red := runs == killRuns
	switch {
	case runs > 0 && !red:
		t.refuse(a.File, 1, fmt.Sprintf("it is red by chance: %s turned it red in %d of %d runs", a.by, runs, killRuns),
			"a step looks too early: what it looks for may still be under way. Expect first what comes after it")
	case a.named && !red:
		t.refuse(a.File, 1, a.by.String()+" is said to turn it red, and does not", "look at what the scenario expects: it would not notice that fault")
	case !a.named && red:
		t.refuse(a.File, 1, "nothing is named that turns it red, but "+a.by.String()+" does",
			fmt.Sprintf("add %q to Breaks in lab/lesson/lesson_%02d.go", a.Name, a.lesson.Number))
	case !a.named:
		t.refuse(a.File, 1, "nothing turns it red: it may pass whatever a server does", fmt.Sprintf(howToProve, a.Name, a.ID(), a.Name))
	}
}

// howToProve has places for a name, the scenario's id and the name again.
const howToProve = `write down the fault that it is to find, as a small change to the reference server:
a mutant, in testdata/mutants/%s.txtar. It may look like this:

    What is wrong with this server, in a sentence.
    kills: %s

    -- server/room.go old --
    whole lines that stand in that file exactly once
    -- server/room.go new --
    the lines that shall stand there instead

Then look at how it fails: go tool lab check --mutant %s`
