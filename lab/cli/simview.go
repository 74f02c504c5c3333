package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/hunt"
	"chatlab/lab/layout"
	"chatlab/lab/story"
)

// A simView shows a hunt to a person.
type simView struct {
	t      *console.Terminal
	style  story.Style
	kit    course.Kit
	flags  simFlags
	target string
	fresh  hunt.Runs // each in a process of its own

	bar   *console.Bar
	seeds int // how many to try; 0: as the time allows
	tried int
}

func (v *simView) begin(s hunt.Search) {
	if !v.flags.json {
		fmt.Fprintf(v.t.Out, "running %s in the simulator\n", v.target)
	}
	v.seeds = s.Seeds
	v.bar = v.t.Progress("seed %d of %d", v.seeds)
	if s.Seeds == 0 {
		v.bar = v.t.Progress("seed %d%.0d", 0)
	}
	v.bar.Show(1)
}

// each shows the seed that is tried next, or the last one.
func (v *simView) each(uint64, hunt.Outcome) {
	if v.tried++; v.tried < v.seeds || v.seeds == 0 {
		v.bar.Show(v.tried + 1)
	}
}

// searched removes the progress bar.
func (v *simView) searched() { v.bar.End() }

// end reports the result of a search, and examines what it found.
func (v *simView) end(ctx context.Context, s hunt.Search, result hunt.Searched) error {
	var found *story.Found
	if result.Found != nil {
		f, err := v.examine(ctx, s, result)
		if err != nil {
			return v.unable(ctx, err)
		}
		found = v.keep(f)
	}
	if v.flags.json {
		if err := v.json(result, found); err != nil {
			return err
		}
	} else {
		if found != nil {
			found.Words = strings.ReplaceAll(found.Words, v.kit.Root+string(filepath.Separator), "")
			v.style.Found(v.t.Out, *found)
		}
		v.sum(result)
	}
	if found != nil {
		return exitError{ExitFailed, ""}
	}
	return nil
}

// keep writes the files of a finding.
func (v *simView) keep(f hunt.Finding) *story.Found {
	found := story.Found{Finding: f, Asked: v.asked()}
	dir := v.kit.Path("work/.lab/runs/sim/operations")
	if v.flags.ops == "" {
		dir = v.kit.Path(fmt.Sprintf("work/.lab/runs/sim/seed-%d", f.Case.Seed))
	}
	drawn, picture := v.style.Picture(found)
	found.Evidence = grade.WriteEvidence(dir, f.Log, drawn, picture, "")
	if found.Evidence.Err == nil {
		found.Evidence.Err = writeOps(filepath.Join(dir, opsFile), f.Case.Ops)
	}
	found.Evidence.TellFrom("")
	return &found
}

// asked is what the flags ask for.
func (v *simView) asked() story.Asked {
	f := v.flags
	a := story.Asked{
		Of: f.of, Mutant: f.mutant, Ops: f.ops,
		First: f.seed, Clients: f.clients, Race: f.race, Only: f.only != nil,
	}
	if f.profile != course.AllProfiles {
		a.Profile = f.profile
	}
	if f.of != "" {
		a.Lesson = v.kit.LessonIn(f.of)
	}
	return a
}

// examine shrinks and repeats what was found.
func (v *simView) examine(ctx context.Context, s hunt.Search, result hunt.Searched) (hunt.Finding, error) {
	defer func() { v.bar.End() }()
	again := func(run int) {
		if run == 0 {
			v.bar.End()
			v.bar = v.t.Progress("running what is left again: run %d of %d", hunt.Replays)
		}
		v.bar.Show(run)
	}
	full, err := result.Found.Full()
	if !v.flags.shrink || err != nil {
		return hunt.Examine(ctx, v.fresh, *result.Found, result.Outcome, nil, again)
	}
	drawn := len(full.Ops)
	v.bar = v.t.Progress(fmt.Sprintf("shrinking: run %%d, %%d of %d operations are left", drawn), drawn)
	shrink := &hunt.Shrink{Runs: v.fresh, Parallel: s.Parallel, Each: v.bar.ShowOf}
	return hunt.Examine(ctx, v.fresh, *result.Found, result.Outcome, shrink, again)
}

// sum says how much was tried.
func (v *simView) sum(r hunt.Searched) {
	what := layout.Count(r.Seeds, "seed") + ": no rule was broken"
	switch {
	case r.Found == nil && v.flags.ops != "":
		what = "no rule was broken"
	case r.Found == nil:
	case v.flags.ops != "":
		what = "a rule is broken"
	case r.Found.Seed == v.flags.seed:
		what = fmt.Sprintf("seed %d breaks a rule", r.Found.Seed)
	default:
		what = fmt.Sprintf("seed %d breaks a rule, and none of %d to %d does", r.Found.Seed, v.flags.seed, r.Found.Seed-1)
	}
	took := max(r.Took.Seconds(), 0.001)
	fmt.Fprintf(v.t.Out, "%s (%.1f s, %.1f seeds/s, %.0f segments/s, %.0f virtual seconds in a second)\n",
		what, took, float64(r.Seeds)/took, float64(r.Segments)/took, r.Virtual.Seconds()/took)
}
