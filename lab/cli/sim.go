package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/hunt"
	"chatlab/lab/program"
	"chatlab/lab/scratch"
	"chatlab/lab/sim"
)

// simFlags are the flags of sim.
type simFlags struct {
	seed    uint64
	seeds   int
	length  time.Duration
	clients int
	profile string
	only    []int
	ops     string
	shrink  bool
	race    bool
	of      string
	mutant  string
	json    bool
}

func simCommand(t *console.Terminal) *cobra.Command {
	var f simFlags
	c := &cobra.Command{
		Use:         "sim",
		Annotations: map[string]string{startsServers: "yes"},
		Short:       "Hunt rare bugs: the server with a crowd, on a bad network, in virtual time",
		Long: `Run the server in a simulated network, in virtual time, with one seed after
another. The seed decides what a crowd of clients does: who joins, talks, floods,
stops reading, leaves, resets or vanishes, and what the network does to all of
it. Each run is checked against the rules of docs/rules.md.

It stops at the first seed that breaks a rule. Then it leaves out every operation
that is not needed to break it, runs the rest ten times, and shows it.

It runs the reference server or, with --of, your own Go code: a folder with a
function serve(ctx context.Context, ln net.Listener) error, such as the copies of
lessons 08 and later.

--seed and --only replay what was found. --ops FILE runs operations that you
wrote, one in each line, such as "1.5s ana say 120": see docs/14-a-thousand.md.
--race builds with the race detector and lets things happen at the same moment.
You can't repeat such a run.

Exit status: 0 nothing found, 1 a rule is broken, 2 wrong usage, 3 the code
could not be built or run, 130 interrupted (on Linux, after signal N: 128 + N).`,
		Example: `  go tool lab sim
  go tool lab sim --of work/14-a-thousand
  go tool lab sim --of work/14-a-thousand --seed 17
  go tool lab sim --clients 1000 --seeds 5
  go tool lab sim --profile terrible --for 1m`,
		Args: takes(),
		RunE: func(c *cobra.Command, _ []string) error { return simulate(c, t, f) },
	}
	f.define(c.Flags())
	c.MarkFlagsMutuallyExclusive("of", "mutant")
	c.MarkFlagsMutuallyExclusive("only", "ops")
	c.MarkFlagsMutuallyExclusive("seeds", "ops")
	completeSimFlags(c)
	return c
}

// define defines the flags.
func (f *simFlags) define(flags *pflag.FlagSet) {
	flags.Uint64Var(&f.seed, "seed", 1, "the first seed to try; without --seeds and --for the only one")
	flags.IntVar(&f.seeds, "seeds", 0, fmt.Sprintf("try at most this many seeds (default %d)", course.UsualSeeds))
	flags.DurationVar(&f.length, "for", 0, "try seeds for so long, such as 30s or 5m")
	flags.IntVar(&f.clients, "clients", 0, "size of the crowd, 3 to 1000 (default: 3 to 12, as the seed decides)")
	flags.StringVar(&f.profile, "profile", course.AllProfiles, "how good or bad the network is: lan, wifi, mobile, satellite or terrible; all: as the seed decides")
	flags.IntSliceVar(&f.only, "only", nil, "run only these operations of the seed, by number")
	flags.StringVar(&f.ops, "ops", "", "a file with operations to run instead of those that the seed gives")
	flags.BoolVar(&f.shrink, "shrink", true, "leave out operations that are not needed (--only and --ops switch it off)")
	flags.BoolVar(&f.race, "race", false, "look for data races, with Go's race detector")
	flags.StringVar(&f.of, "of", "", "a folder with Go code that has a function serve")
	flags.StringVar(&f.mutant, "mutant", "", "the reference server with a fault of testdata/mutants")
	flags.BoolVar(&f.json, "json", false, "print the report as JSON")
}

// completeSimFlags sets what the Tab key offers after a flag.
func completeSimFlags(c *cobra.Command) {
	c.RegisterFlagCompletionFunc("mutant", mutantWords)
	c.RegisterFlagCompletionFunc("profile", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		words := []string{course.AllProfiles + "\tas the seed says"}
		for _, p := range sim.Profiles() {
			words = append(words, p.Name+"\t"+p.Says)
		}
		return words, cobra.ShellCompDirectiveNoFileComp
	})
	c.RegisterFlagCompletionFunc("of", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveFilterDirs
	})
	c.RegisterFlagCompletionFunc("ops", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveDefault
	})
}

// search returns the search that the flags ask for, without its Runs.
func (f simFlags) search(c *cobra.Command) (hunt.Search, error) {
	given := c.Flags().Changed
	switch {
	case given("only") && !given("seed"):
		return hunt.Search{}, exitError{ExitUsage, "--only picks operations of one seed: add --seed"}
	case given("only") && (f.seeds > 1 || f.length > 0):
		return hunt.Search{}, exitError{ExitUsage, "--only picks operations of one seed: leave out --seeds and --for"}
	}
	h := course.Hunt{For: f.length, Profile: f.profile, Only: f.only, Race: f.race}
	if given("seed") {
		h.Seed = &f.seed
	}
	if given("seeds") {
		h.Seeds = &f.seeds
	}
	if given("clients") {
		h.Clients = &f.clients
	}
	if f.ops != "" {
		var err error
		if h.Ops, err = readOps(f.ops); err != nil {
			return hunt.Search{}, err
		}
	}
	return h.Search()
}

func readOps(name string) ([]hunt.Op, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, exitError{ExitUsage, "--ops: " + err.Error()}
	}
	defer file.Close()
	ops, err := hunt.ParseOps(file)
	if err != nil {
		return nil, exitError{ExitUsage, fmt.Sprintf("--ops: %s: %v", name, err)}
	}
	return ops, nil
}

func simulate(c *cobra.Command, t *console.Terminal, f simFlags) error {
	ctx := c.Context()
	if !c.Flags().Changed("shrink") { // operations chosen by the user are not shrunk
		f.shrink = f.ops == "" && f.only == nil
	}
	search, err := f.search(c)
	if err != nil {
		return err
	}
	kit, err := course.Find()
	if err != nil {
		return err
	}
	dir, remove, err := scratch.Folder("sim")
	if err != nil {
		return exitError{ExitTrouble, err.Error()}
	}
	defer remove()
	target, err := kit.Simulated(course.Simulated{Folder: f.of, Mutant: f.mutant, Race: f.race}, dir)
	if err != nil {
		return err
	}
	view := simView{t: t, style: style(t), kit: kit, flags: f, target: target.Caption}
	builder := kit.Builder(dir)
	builder.Race = f.race
	building := t.Doing("building the server")
	worker, err := builder.Worker(ctx, target)
	building.End()
	if err != nil {
		return view.unable(ctx, err)
	}
	pool := hunt.NewPool(ctx, worker, "GORACE=halt_on_error=1")
	defer pool.Close()
	search.Runs, view.fresh = pool.Run, pool.Fresh
	view.begin(search)
	search.Each = view.each
	result, err := search.Run(ctx)
	view.searched()
	if err != nil {
		return view.unable(ctx, err)
	}
	return view.end(ctx, search, result)
}

// unable says why there is no result.
func (v *simView) unable(ctx context.Context, err error) error {
	var trouble *program.Trouble
	var not grade.NotSimulated
	switch {
	case ctx.Err() != nil:
		return exitError{ExitInterrupted, "interrupted; nothing is left running"}
	case errors.As(err, &not):
		return exitError{ExitUsage, not.Error()}
	case errors.As(err, &trouble):
		v.style.Trouble(v.t.Err, trouble)
		return exitError{ExitTrouble, ""}
	}
	return err
}
