package grade

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"chatlab/lab/hunt"
	"chatlab/lab/script"
)

// huntEvents is how many events of a run in the simulator a story has: those
// about the place where a rule is broken, of the client that is concerned and
// of the observer.
const huntEvents = ladderRows

// hunter is what runs a job's server in the simulator.
func (r *run) hunter(job Job) script.Hunter {
	return func(ctx context.Context, h script.Hunt) (script.Hunted, error) {
		search, err := searchFor(h)
		if err != nil {
			return script.Hunted{}, err
		}
		worker, err := r.builder.Worker(ctx, job.Target)
		if not := NotSimulated(""); errors.As(err, &not) {
			return script.Hunted{}, script.Unsupported(not.Error())
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
		out.How = r.closer(job, h, found.Found.Seed)
		out.Broken = &found.Outcome.Broken[0]
		f, err := hunt.Examine(ctx, pool.Fresh, *found.Found, found.Outcome, nil)
		out.Log = f.Story([]string{f.Violation.Conn, f.Involved()[len(f.Involved())-1]}, huntEvents)
		return out, err
	}
}

// searchFor is the search that a scenario asks for.
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

// closer says how to look at a run more closely, where that can be done from
// the command line.
func (r *run) closer(job Job, h script.Hunt, seed uint64) string {
	if h.Ops != "" {
		return ""
	}
	args := []string{"sim"}
	switch {
	case job.Target.Overlay != "":
		return "" // a mutant or a specimen
	case job.Target.Folder != "":
		folder, err := r.builder.inKit(job.Target.Folder)
		if err != nil {
			return ""
		}
		args = append(args, "--of", folder)
	}
	args = append(args, "--seed", fmt.Sprint(seed))
	if h.Clients > 0 {
		args = append(args, "--clients", fmt.Sprint(h.Clients))
	}
	if h.Profile != "" {
		args = append(args, "--profile", h.Profile)
	}
	return "to see it with less around it: " + Style{}.Command(args...)
}
