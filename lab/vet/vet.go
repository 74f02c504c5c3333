package vet

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/script"
	"chatlab/lab/specimen"
)

// A Refusal says why a scenario may not stay as it is.
type Refusal struct {
	File  string        // of the scenario, as given to Vet
	Line  int           // counted from 1
	What  string        // what is wrong
	Try   string        // what to do about it; may have several lines
	Story *grade.Result // a run that shows it, if there is one

	Hidden bool // with Story: the scenario is not one of the kit, so check does not know it
}

// A Vetting says what scenarios are checked against.
type Vetting struct {
	Builder   *grade.Builder
	Reference grade.Target
	Clauses   []string // all clauses of the protocol, such as "P2"
	Runs      int      // of each scenario on the reference server, at least 1; more find rarer faults

	// Elsewhere is the lesson of scenarios that are neither below scripts/ nor in a folder that
	// has the id of a lesson. The zero value is not a lesson: such a scenario is refused.
	Elsewhere lesson.Lesson

	Ran  func()            // called after every run, one call at a time; may be nil
	Note func(line string) // called with remarks, such as why it takes long; may be nil
}

// Vet reads and runs the scenarios of files, and returns its refusals in the order of the
// files. An error means that the vetting itself failed.
func (v Vetting) Vet(ctx context.Context, files []string) ([]Refusal, error) {
	mutants, err := specimen.Mutants(v.Builder.Root)
	if err != nil {
		return nil, err
	}
	t := trial{Vetting: v, mutants: mutants, proofs: Proofs(mutants)}
	var sound []candidate
	for _, file := range files {
		if ctx.Err() != nil { // to read and rehearse them all takes seconds on a busy machine
			return nil, ctx.Err()
		}
		if c, ok := t.read(file); ok {
			sound = append(sound, c)
		}
	}
	stable, err := t.holdAgainstReference(ctx, sound)
	if err := cmp.Or(err, ctx.Err()); err != nil { // to prepare hundreds of broken servers takes seconds
		return nil, err
	}
	if err := t.holdAgainstBroken(ctx, stable); err != nil {
		return nil, err
	}
	if err := t.holdAgainstMutants(ctx); err != nil {
		return nil, err
	}
	slices.SortStableFunc(t.refusals, func(a, b Refusal) int {
		return cmp.Or(slices.Index(files, a.File)-slices.Index(files, b.File), a.Line-b.Line)
	})
	return t.refusals, ctx.Err()
}

// A trial is one vetting under way.
type trial struct {
	Vetting
	mutants  []specimen.Mutant
	proofs   map[string][]Proof
	unproven []candidate // they have no proof, and no attempt turned them red
	refusals []Refusal
}

func (t *trial) refuse(file string, line int, what, try string) {
	t.refusals = append(t.refusals, Refusal{File: file, Line: line, What: what, Try: try})
}

// How runs are spread. With few scenarios, all runs of one scenario go side by side, since each
// may wait for seconds. With many, several scenarios run side by side. The runs of one scenario
// then go in batches, one run after the other, and each batch leaves one result.
const (
	fewScenarios = 3
	batch        = 5
)

// holdAgainstReference runs each scenario many times on the reference server, and returns
// those that always passed. An error means that the server could not be built.
func (t *trial) holdAgainstReference(ctx context.Context, all []candidate) (stable []candidate, err error) {
	opts := grade.Options{Times: batch}
	if len(all) <= fewScenarios {
		opts = grade.Options{Times: 1, Parallel: max(t.Runs, 1)}
	}
	batches := (max(t.Runs, 1) + opts.Times - 1) / opts.Times
	var jobs []grade.Job
	for _, c := range all {
		job := grade.Job{Lesson: c.lesson, Target: t.Reference, Scenarios: []script.Scenario{c.Scenario}}
		jobs = append(jobs, slices.Repeat([]grade.Job{job}, batches)...)
	}
	report := t.run(ctx, jobs, opts)
	for i, c := range all {
		runs, bad, worst := 0, 0, (*grade.Result)(nil)
		for _, l := range report.Lessons[i*batches : (i+1)*batches] {
			if l.Trouble != nil {
				return nil, fmt.Errorf("the reference server can't be built: %w\n%s", l.Trouble, l.Trouble.Output)
			}
			r := &l.Results[0]
			if runs, bad = runs+r.Runs, bad+r.Bad; r.Bad > 0 {
				worst = r
			}
		}
		if t.steady(c, runs, bad, worst) {
			stable = append(stable, c)
		}
	}
	return stable, nil
}

// steady reports whether all runs of a scenario on the reference server were good. If not,
// it refuses the scenario.
func (t *trial) steady(c candidate, runs, bad int, worst *grade.Result) bool {
	r := Refusal{File: c.File, Line: 1, Story: worst, Hidden: c.hidden}
	switch {
	case bad == 0:
		return true
	case worst.Mistake != nil: // its author needs the line of the mistake, not the story of a Trouble
		r = mistaken(c.File, worst.Mistake)
	case worst.Verdict == script.Trouble:
		r.What, r.Try = "it could not be judged on the reference server", "the story says what disturbed the run; the scenario may be fine. Mend that, and vet it again"
	case bad == runs:
		r.What, r.Try = "the reference server does not pass it", "the scenario asks for what the protocol does not promise, or the server is wrong; the story says which step"
	default:
		r.What = fmt.Sprintf("it is unstable: the reference server passes %d of %d runs", runs-bad, runs)
		r.Try = "a step relies on chance: on what arrives first at two clients, or on a pause. Expect what causes the next step before that step"
	}
	t.refusals = append(t.refusals, r)
	return false
}

func (t *trial) run(ctx context.Context, jobs []grade.Job, opts grade.Options) grade.Report {
	if t.Ran != nil {
		opts.Each = func(_ int, r grade.Result) {
			for range r.Runs {
				t.Ran()
			}
		}
	}
	return grade.Run(ctx, jobs, t.Builder, opts)
}
