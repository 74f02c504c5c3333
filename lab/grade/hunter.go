package grade

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"chatlab/lab/hunt"
	"chatlab/lab/program"
	"chatlab/lab/script"
)

// huntEvents is how many events of a run in the simulator a result keeps. A story shows some of
// them. They are from around the break of the rule, and concern the client or the observer.
const huntEvents = 2 * MostEvents

// How many of them a picture shows: more if it has many clients.
const (
	huntDrawn       = 60
	huntDrawnOfEach = 15
)

// hunter returns a function that runs a job's server in the simulator.
func (r *run) hunter(job Job) script.Hunter {
	return func(ctx context.Context, h script.Hunt) (script.Hunted, error) {
		search, err := searchFor(h)
		if err != nil {
			return script.Hunted{}, err
		}
		if r.builder.Stranger {
			search.Like.Words = rand.Text() // records that a stranger brings along have other words
			search.Like.Proof = true
		}
		worker, err := r.builder.Worker(ctx, job.Target)
		if not := NotSimulated(""); errors.As(err, &not) {
			return script.Hunted{}, notHunted(job, not)
		}
		if err != nil {
			return script.Hunted{}, err
		}
		pool := hunt.NewPool(ctx, worker)
		defer pool.Close()
		search.Runs = pool.Run
		found, err := search.Run(ctx)
		if err != nil {
			return script.Hunted{}, err
		}
		out := script.Hunted{Detail: fmt.Sprintf("%d runs, %d segments", found.Seeds, found.Segments)}
		if found.Found == nil {
			return out, nil
		}
		out.Run = r.reached(job, h, found.Found.Seed)
		out.Broken = &found.Outcome.Broken[0]
		f, err := hunt.Examine(ctx, pool.Fresh, *found.Found, found.Outcome, nil, nil)
		failure := script.OfViolation(f.Violation, 1)
		out.Log = f.Story(f.ClosestFew(), huntEvents)
		drawn, undrawn := f.ClosestDrawn()
		out.Drawn = f.Picture(f.Caption("", failure.Short()), drawn, max(huntDrawn, huntDrawnOfEach*len(drawn)))
		out.SetUp, out.Undrawn = f.SetUp(), undrawn
		return out, err
	}
}

// notHunted returns what it means for a job that the simulator can't run its server. A copy of a
// lesson that begins with a function serve must keep it: skipped, the scenario would ask nothing,
// and a copy with its bug would be green. What was handed in is judged by package grader.
func notHunted(job Job, why NotSimulated) error {
	if t := job.Target; t.Kind == Copy && t.Folder != "" && t.Files == nil && job.mending().Over {
		return &program.Trouble{Kind: program.NotBuilt, What: why.Error() + "; put it back", Tried: t.Caption}
	}
	return script.Unsupported(why.Error())
}

// searchFor returns the search that a scenario asks for.
func searchFor(h script.Hunt) (hunt.Search, error) {
	search := hunt.Search{First: 1, Seeds: h.Seeds, Like: hunt.Case{Clients: h.Clients, Profile: h.Profile, Lesson: h.Lesson, GoneWithin: h.GoneWithin, Stays: h.Stays}}
	if h.Ops == "" {
		return search, nil
	}
	ops, err := hunt.ParseOps(strings.NewReader(h.Ops))
	if err != nil {
		return search, script.BadOps(err.Error())
	}
	search.Seeds, search.Like.Ops = 1, ops
	return search, nil
}

// reached says how the command line can repeat a run of a search; nil if it can't.
func (r *run) reached(job Job, h script.Hunt, seed uint64) *script.Seeded {
	if h.Ops != "" || job.Target.Overlay != "" { // a mutant or a specimen
		return nil
	}
	run := &script.Seeded{Seed: seed, Clients: h.Clients, Profile: h.Profile}
	if job.Target.Folder != "" {
		folder, err := r.builder.inKit(job.Target.Folder)
		if err != nil {
			return nil
		}
		run.Of = folder
	}
	return run
}
