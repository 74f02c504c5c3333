package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"chatlab/lab/class"
	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/grader"
	"chatlab/lab/handin"
	"chatlab/lab/layout"
	"chatlab/lab/lesson"
	"chatlab/lab/marks"
	"chatlab/lab/program"
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
A second run grades what has no result yet, and what was changed. So an interrupt
loses only what was under way.

Exit status: 0 every hand-in has a mark, 2 wrong usage, 3 something could not be
judged for no fault of the student, 130 interrupted (on Linux, after signal N: 128 +
N).`,
		Example: `  go tool lab grade handins --lesson 3 --out results
  go tool lab grade moodle-export --lesson 3,4 --out results --jobs 8
  go tool lab grade handins --lesson 3 --out results --again ana
  go tool lab grade handins --scenarios 3 --out scenarios`,
		Args: takes("the folder of the hand-ins"),
		RunE: func(c *cobra.Command, args []string) error {
			return gradeClass(c.Context(), t, args[0], f)
		},
	}
	f.add(c)
	c.AddCommand(gradeViewCommand(t), gradeMergeCommand(t), gradeDiffCommand(t))
	return c
}

func (f *gradeFlags) add(c *cobra.Command) {
	flags := c.Flags()
	flags.StringSliceVar(&f.lessons, "lesson", nil, "the `LESSONS` to grade, such as 3 or 3,5-7")
	flags.StringVar(&f.written, "scenarios", "", "grade scenarios that students wrote for this `LESSON`, instead of servers")
	flags.StringVar(&f.out, "out", "", "the `FOLDER` for the results")
	flags.StringSliceVar(&f.again, "again", nil, "grade the hand-in of this `STUDENT` once more")
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
		"points": anyFile, "roster": anyFile, "dialect": anyFile,
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
	for _, word := range words {
		some, err := lesson.FindAll(word)
		if err != nil {
			return opts, shard, err
		}
		opts.Lessons = append(opts.Lessons, some...)
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

// gradeClass grades, shows how far it is, and leaves the views.
func gradeClass(ctx context.Context, t *console.Terminal, from string, f gradeFlags) error {
	opts, shard, err := f.options()
	if err != nil {
		return exitError{ExitUsage, err.Error()}
	}
	if opts.Kit, err = course.Find(); err != nil {
		return err
	}
	handIns, err := handin.Find(from)
	if err == nil {
		err = f.known(handIns)
	}
	if err != nil {
		return exitError{ExitUsage, err.Error()}
	}
	if f.written != "" {
		return gradeScenarios(ctx, t, opts.Kit, shard.Of(handIns), opts.Lessons[0], f.out, opts.Jobs)
	}
	if err := class.Keep(f.out, f.points, f.roster); err != nil {
		return exitError{ExitUsage, err.Error()}
	}
	book, err := class.Open(f.out)
	if err != nil {
		return exitError{ExitTrouble, err.Error()}
	}
	bar, cost := t.Doing("getting ready"), ""
	g, err := grader.New(ctx, opts, bar.Say)
	if err == nil {
		err = pointsFor(f.out, g)
	}
	if err == nil {
		p := pace{began: time.Now()}
		task := grader.Task{HandIns: shard.Of(handIns), Out: f.out, Book: book, Again: f.again}
		task.Tell = func(at grader.Progress) { p.now = at; bar.Say(p.words()) }
		before, _ := program.Used()
		err = g.Grade(ctx, task)
		after, _ := program.Used()
		cost = costOf(p.now.Done-p.now.Kept, before, after, time.Since(p.began))
	}
	bar.End()
	err = errors.Join(err, book.Close())
	switch {
	case ctx.Err() != nil:
		return exitError{ExitInterrupted, "interrupted; every server that was started is stopped, and what was graded is kept: run the same command to go on"}
	case err != nil:
		return exitError{ExitTrouble, err.Error()}
	}
	return tellClass(t, f.out, cost, absolute(from, f.opts.Hidden)...)
}

// pointsFor checks that the points are for scenarios that are run.
func pointsFor(dir string, g *grader.Grader) error {
	points, err := class.PointsIn(dir)
	if err != nil {
		return err
	}
	return points.Known(g.Scenarios())
}

// absolute returns the absolute paths of the folders that are named.
func absolute(folders ...string) (all []string) {
	for _, folder := range folders {
		if path, err := filepath.Abs(folder); err == nil && folder != "" {
			all = append(all, path)
		}
	}
	return all
}

// known checks that --again names hand-ins.
func (f *gradeFlags) known(handIns []handin.HandIn) error {
	if len(handIns) == 0 {
		return errors.New("there are no hand-ins")
	}
	for _, name := range f.again {
		known := false
		for _, h := range handIns {
			known = known || grader.Named(h, []string{name})
		}
		if !known {
			return fmt.Errorf("--again %s: there is no such hand-in; the first is %s", name, handIns[0].Title())
		}
	}
	return nil
}

// A pace tells how far a class is.
type pace struct {
	began time.Time
	now   grader.Progress
}

// words say how far it is, and about how long the rest takes.
func (p pace) words() string {
	at := p.now
	text := fmt.Sprintf("%d of %d graded", at.Done, at.Of)
	if new := at.Done - at.Kept; new > 0 && at.Done < at.Of {
		left := time.Since(p.began) / time.Duration(new) * time.Duration(at.Of-at.Done)
		text += ", about " + roughly(left) + " left"
	}
	if len(at.Under) > 0 {
		text += ", now " + strings.Join(at.Under, " and ")
	}
	return text
}

// roughly is a time that nobody needs exactly.
func roughly(d time.Duration) string {
	switch {
	case d < time.Minute:
		return layout.Count(int(d.Seconds())+1, "second")
	case d < 2*time.Hour:
		return layout.Count(int(d.Minutes())+1, "minute")
	}
	return layout.Count(int(d.Hours())+1, "hour")
}

// tellClass leaves the views of a class, and prints its marks. cost, which may be empty, says
// what they have cost. Secret are the teacher's folders, which no student may read of.
func tellClass(t *console.Terminal, dir, cost string, secret ...string) error {
	c, err := class.Load(dir)
	if err != nil {
		return exitError{ExitTrouble, err.Error()}
	}
	files, err := leaveViews(dir, c, secret)
	if err == nil {
		err = marks.Table(t.Out, c, marksStyle(t, ""))
	}
	if err != nil {
		return exitError{ExitTrouble, err.Error()}
	}
	fmt.Fprintln(t.Out)
	for _, file := range files {
		fmt.Fprintln(t.Out, file)
	}
	if cost != "" {
		fmt.Fprintln(t.Out, cost)
	}
	for _, row := range c.Rows {
		if _, _, open := row.Total(); open {
			return exitError{ExitTrouble, "some marks are not final, since something could not be judged for no fault of the student; grade those hand-ins again with --again"}
		}
	}
	return nil
}

// costOf says what the hand-ins of a run have cost, without what they have in common.
func costOf(n int, before, after time.Duration, took time.Duration) string {
	if n == 0 {
		return ""
	}
	text := fmt.Sprintf("%s graded in %s", layout.Count(n, "hand-in"), roughly(took))
	if after > 0 {
		text += fmt.Sprintf(", %.1f s of processor time each", (after-before).Seconds()/float64(n))
	}
	return text
}
