package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/scratch"
	"chatlab/lab/story"
)

func checkCommand(t *console.Terminal) *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use:         "check [N… | own]",
		Annotations: map[string]string{startsServers: "yes"},
		Short:       "Run the scenarios of lessons against a server",
		Long: `Run the scenarios of lessons N… (all, if none is named; 5-7 are three) against a
server.

It tests your copy below work/ if you have started the lesson, and the reference
server if you have not. With --copies it tests copies only. Your copy of lesson N
must pass the earlier lessons as well: mending one thing must not break another.

check own takes the server that you write from an empty file through the stages of
docs/own.md, in order, and stops at the first that is red. With --core it stops
after the stages of the core.

--server tests a server in any language. Give it a folder with Go code, or a
command line. In a command line {port}, {host} and {addr} are replaced. Its
environment has PORT and ADDR. If it uses none of these, --addr HOST:PORT is
appended. docs/any-language.md shows all of this, and what to do if your server
uses other words or lacks a part of the protocol.

Exit status: 0 all passed, 1 something failed, 2 wrong usage, 3 nothing failed
but something could not be judged or every scenario was skipped, 130 interrupted
(on Linux, after signal N: 128 + N).`,
		Example: `  go tool lab check
  go tool lab check 3
  go tool lab check 3 --run split_write
  go tool lab check 5-7
  go tool lab check own
  go tool lab check --mutant echo
  go tool lab check --server ./my/server
  go tool lab check --server 'python3 server.py {port}'
  go tool lab check --server './chat' --port 5000
  go tool lab check --server 'node chat.js' --port 5000 --dialect irc.dialect --core`,
		ValidArgsFunction: orOwn(lessonWords),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 && args[0] == lesson.Own.ID() {
				return checkOwn(c.Context(), t, f)
			}
			return check(c.Context(), t, args, f)
		},
	}
	f.add(c)
	return c
}

func check(ctx context.Context, t *console.Terminal, args []string, f checkFlags) error {
	kit, err := course.Find()
	if err != nil {
		return err
	}
	dir, remove, err := scratch.Folder("check")
	if err != nil {
		return exitError{ExitTrouble, err.Error()}
	}
	defer remove()
	plan, opts, err := f.plan(kit, args, dir)
	if err != nil {
		return err
	}
	show := checkView{t: t, style: style(t), flags: f, plan: plan}
	if !f.json {
		show.begin()
	}
	bar := t.Doing(paceWords(grade.Pace{}))
	show.t = bar.Above(t)
	if !f.json {
		opts.Each = show.each
	}
	opts.Pace = func(p grade.Pace) { bar.Say(paceWords(p)) }
	began := time.Now()
	report := grade.Run(ctx, plan.Jobs, kit.Builder(dir), opts)
	bar.End()
	show.t = t
	if ctx.Err() == nil {
		unsaved(t, kit.RecordCheck(plan, report))
	}
	switch {
	case ctx.Err() != nil:
		return errInterrupted
	case f.json:
		err = story.JSON(t.Out, report)
	default:
		show.end(report, time.Since(began))
	}
	if err != nil {
		return err
	}
	return statusOf(report)
}

// paceWords says how far a run is. It names the last scenarios: those are the ones that take long.
func paceWords(p grade.Pace) string {
	const last = 2
	switch {
	case !p.Built:
		return "building the server"
	case len(p.Under) > 0 && len(p.Under) <= last && p.Done+len(p.Under) == p.Of:
		return fmt.Sprintf("%d of %d scenarios, now %s", p.Done, p.Of, strings.Join(p.Under, " and "))
	}
	return fmt.Sprintf("%d of %d scenarios", p.Done, p.Of)
}

// statusOf returns the exit status of a check as an error; nil if nothing failed and all could
// be judged. A check that skipped every scenario has judged nothing.
func statusOf(report grade.Report) error {
	switch n := report.Count(); {
	case n.Failed > 0:
		return exitError{status: ExitFailed}
	case n.Trouble > 0:
		return exitError{status: ExitTrouble}
	case n.Passed == 0:
		return exitError{ExitTrouble, "nothing was tested: every scenario was skipped"}
	}
	return nil
}

// plan returns what to run, and how.
func (f checkFlags) plan(kit course.Kit, args []string, dir string) (course.Plan, grade.Options, error) {
	keep, err := f.validate()
	if err != nil {
		return course.Plan{}, grade.Options{}, err
	}
	asked, err := f.asked(args)
	if err != nil {
		return course.Plan{}, grade.Options{}, err
	}
	plan, err := kit.Plan(asked, dir)
	for i := range plan.Jobs {
		plan.Jobs[i].Flags = f.again()
	}
	opts := grade.Options{Times: f.times, Slow: f.slow, Seed: f.seed, Keep: keep, Whole: story.Style{}.Whole, Advise: story.Style{}.Advice}
	if opts.Seed == 0 {
		opts.Seed = course.Seed()
	}
	if f.port != 0 {
		opts.Parallel = 1
	}
	return plan, opts, err
}
