package cli

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"chatlab/lab/console"
	"chatlab/lab/grader"
)

// gradeFlags are those of grade.
type gradeFlags struct {
	lessons []string
	written string // the lesson of scenarios that students wrote; empty: servers
	out     string
	again   []string
	shard   string
	isolate string
	points  string
	roster  string
	opts    grader.Options
}

func gradeCommand(t *console.Terminal) *cobra.Command {
	f := gradeFlags{opts: grader.Options{Slow: 1, Seed: 1}}
	c := &cobra.Command{
		Use:               "grade HANDINS",
		ValidArgsFunction: anyFolder,
		Annotations:       map[string]string{startsServers: "yes"},
		Short:             "Grade the hand-ins of a class",
		Long: `Grade the hand-ins of a class: a folder that has a folder, a zip or a tar for each
student, as learning platforms export them. A hand-in is the server of a lesson, in
Go or with a file chatlab.server in any language, or a clone with work/.

Each hand-in is built and run in a folder of its own, and confined as far as the
system can: it reads nothing but its own files and the system's programs, connects
to nobody but itself, and ends with everything that it started.

With --scenarios the hand-ins are scenarios. Each must be right on all servers that
keep the protocol, whatever their words and pace. Then they are run on wrong servers:
the marks tell how many they catch.

--out gets results.jsonl, a class sheet and a folder of feedback for each student.
A second run grades what has no result yet, what was changed, and what could not be
judged. So an interrupt (Ctrl-C) loses only what was under way. Another one, at least
a second later, ends it at once. With another kit or with other flags all results are
graded anew, and it says why. With other points nothing is.

Exit status: 0 every hand-in has a mark, 2 wrong usage, 3 something could not be
judged through no fault of the student, 130 interrupted (on Linux, after signal N: 128 +
N).`,
		Example: `  go tool lab grade handins --lesson 3 --out results
  go tool lab grade moodle-export --lesson 3,4 --out results --jobs 8
  go tool lab grade handins --lesson 3 --out results --again ana
  go tool lab grade handins --scenarios 3 --out scenarios`,
		Args: takes("the folder of the hand-ins"),
		RunE: func(c *cobra.Command, args []string) error {
			if f.written != "" {
				for _, name := range ofServers {
					if c.Flags().Changed(name) {
						return exitError{ExitUsage, "--" + name + " is about servers: leave it out with --scenarios"}
					}
				}
			}
			return gradeClass(c.Context(), t, args[0], f)
		},
	}
	f.add(c)
	c.AddCommand(gradeViewCommand(t), gradeMergeCommand(t), gradeDiffCommand(t), gradeInitCommand(t))
	return c
}

// ofServers are the flags that mean nothing for scenarios that students wrote.
var ofServers = []string{"isolate", "points", "scripts", "dialect", "core", "slow", "seed"}

func (f *gradeFlags) add(c *cobra.Command) {
	flags := c.Flags()
	flags.StringSliceVar(&f.lessons, "lesson", nil, "the `LESSONS` to grade, such as 3 or 3,5-7")
	flags.StringVar(&f.written, "scenarios", "", "grade scenarios that students wrote for this `LESSON`, instead of servers")
	flags.StringVar(&f.out, "out", "", "the `FOLDER` for the results")
	flags.StringSliceVar(&f.again, "again", nil, "grade the hand-in of this `STUDENT` once more, named as the hand-in or as in the roster")
	flags.IntVar(&f.opts.Jobs, "jobs", 0, "hand-ins at once (0: as many as there are processors)")
	flags.StringVar(&f.shard, "shard", "", "grade only part `K/N` of the class, such as 2/4; merge puts the parts together")
	flags.StringVar(&f.isolate, "isolate", string(grader.AsFarAsPossible), "how hand-ins are confined: auto, as far as the system can; required, or not at all; none, in a container that is thrown away")
	flags.StringVar(&f.points, "points", "", "the `FILE` that says what each scenario is worth, like points.txt in the folder of the results, which has the usual ones")
	flags.StringVar(&f.roster, "roster", "", "the `FILE` with all students, a CSV as Moodle, Canvas or Gradescope exports it")
	flags.StringVar(&f.opts.Hidden, "scripts", "", "a `FOLDER` with scenarios that students do not see")
	flags.StringVar(&f.opts.Asked.Dialect, "dialect", "", "the `FILE` with the words of all servers; what their own files say does not count")
	flags.BoolVar(&f.opts.Asked.Core, "core", false, "ask only the core of the protocol")
	flags.Float64Var(&f.opts.Slow, "slow", f.opts.Slow, "stretch every limit by this factor")
	flags.Uint64Var(&f.opts.Seed, "seed", f.opts.Seed, "the seed of the scenarios' random choices")
	for name, words := range map[string]cobra.CompletionFunc{
		"lesson": lessonWords, "scenarios": lessonWords, "out": anyFolder, "scripts": anyFolder,
		"points": anyFile, "roster": anyFile, "dialect": anyFile, "again": studentWords(outFolder),
		"isolate": cobra.FixedCompletions([]string{string(grader.AsFarAsPossible), string(grader.Required), string(grader.None)}, cobra.ShellCompDirectiveNoFileComp),
	} {
		c.RegisterFlagCompletionFunc(name, words)
	}
}

// anyFolder completes the name of a folder.
func anyFolder(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// options checks the flags.
func (f *gradeFlags) options() (opts grader.Options, shard grader.Shard, err error) {
	opts = f.opts
	words := f.lessons
	if f.written != "" {
		words = []string{f.written}
	}
	if opts.Lessons, err = lessonsOf(words); err != nil {
		return opts, shard, err
	}
	switch opts.Isolate = grader.Isolation(f.isolate); {
	case f.written != "" && len(f.lessons) > 0:
		err = errors.New("--lesson grades servers, and --scenarios what students wrote about them: use one of the two")
	case f.written != "" && len(opts.Lessons) != 1:
		err = errors.New("--scenarios takes one lesson")
	case len(opts.Lessons) == 0:
		err = errors.New("which lesson? Name it with --lesson, or with --scenarios for scenarios that students wrote")
	case f.out == "":
		err = errors.New("where should the results go? Name a folder with --out")
	case opts.Isolate != grader.AsFarAsPossible && opts.Isolate != grader.Required && opts.Isolate != grader.None:
		err = fmt.Errorf("--isolate is auto, required or none, and not %q", f.isolate)
	case opts.Jobs < 0:
		err = errors.New("--jobs must not be negative")
	case opts.Slow < 1:
		err = errors.New("--slow must be at least 1")
	}
	if err == nil && f.shard == "" {
		f.shard, err = shardOfEngine(os.LookupEnv)
	}
	if err == nil && f.shard != "" {
		shard, err = grader.ParseShard(f.shard)
	}
	return opts, shard, err
}
