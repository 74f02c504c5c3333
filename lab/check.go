package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"chatlab/lab/dialect"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/scratch"
	"chatlab/lab/script"
)

func checkCommand(t *terminal) *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use:   "check [N…]",
		Short: "Run the scenarios of lessons against a server",
		Long: `Run the scenarios of lessons N… (all, if none is named) against a server.

Which server: your copy below work/ where you have started the lesson, the
reference server for the others; with --copies only where there is a copy. On
your copy of lesson N the earlier lessons are run as well: mending one thing must
not break another.

--server tests any server in any language: a folder with Go code, or a command
line. {port}, {host} and {addr} in it are replaced; PORT and ADDR are in its
environment. Without any of that, --addr HOST:PORT is appended. The page
docs/any-language.md shows the whole way, also for a server that words things
in its own way or lacks a part of the protocol.

Exit status: 0 all passed, 1 something failed, 2 wrong usage, 3 nothing failed
but something could not be judged, 130 interrupted (on Linux, after signal N: 128 + N).`,
		Example: `  go tool lab check
  go tool lab check 3
  go tool lab check 3 --run split_write
  go tool lab check --mutant echo
  go tool lab check --server ./my/server
  go tool lab check --server 'python3 server.py {port}'
  go tool lab check --server './chat' --port 5000
  go tool lab check --server 'node chat.js' --port 5000 --dialect irc.dialect --core`,
		ValidArgsFunction: lessonWords,
		RunE: func(c *cobra.Command, args []string) error {
			return check(c.Context(), t, args, f)
		},
	}
	f.add(c)
	return c
}

func check(ctx context.Context, t *terminal, args []string, f checkFlags) error {
	kit, err := findKit()
	if err != nil {
		return err
	}
	dir, remove, err := scratch.Folder("check")
	if err != nil {
		return exitError{exitTrouble, err.Error()}
	}
	defer remove()
	plan, err := kit.plan(args, f, dir)
	if err != nil {
		return err
	}
	keep, ok := keeps[f.keep]
	if !ok {
		return exitError{exitUsage, fmt.Sprintf("--keep=%s: it is failed, all or none", f.keep)}
	}
	opts := grade.Options{Times: f.times, Slow: f.slow, Seed: f.seed, Keep: keep}
	if opts.Seed == 0 {
		opts.Seed = 1 + rand.Uint64N(mostSeed)
	}
	if f.port != 0 {
		opts.Parallel = 1
	}
	show := checkView{t: t, style: t.style(), flags: f, plan: plan}
	if !f.json {
		show.begin()
		opts.Each = show.each
	}
	began := time.Now()
	report := grade.Run(ctx, plan.jobs, kit.builder(dir), opts)
	if ctx.Err() == nil {
		t.unsaved(kit.recordCheck(plan, report, f))
	}
	switch {
	case ctx.Err() != nil:
		return exitError{exitInterrupted, "interrupted; every server that was started is stopped"}
	case f.json:
		err = report.JSON(t.out)
	default:
		show.end(report, time.Since(began))
	}
	n := report.Count()
	switch {
	case err != nil:
		return err
	case n.Failed > 0:
		return exitError{status: exitFailed}
	case n.Trouble > 0:
		return exitError{status: exitTrouble}
	}
	return nil
}

// mostSeed is the largest seed that is drawn: short enough to be typed.
const mostSeed = 999_999

// A checkPlan is what a check is going to run.
type checkPlan struct {
	jobs []grade.Job
}

// plan finds out which lessons to run against which servers. What it prepares
// for them goes into dir.
func (k kit) plan(args []string, f checkFlags, dir string) (*checkPlan, error) {
	asked, err := lessonsNamed(args)
	if err != nil {
		return nil, err
	}
	if err := f.validate(); err != nil {
		return nil, err
	}
	if f.mutant != "" {
		return k.planMutant(asked, len(args) > 0, f, dir)
	}
	if f.copies {
		if asked, err = k.withCopies(asked, len(args) > 0); err != nil {
			return nil, err
		}
	}
	p := &checkPlan{}
	for _, l := range asked {
		if err := k.planLesson(p, l, f); err != nil {
			return nil, err
		}
	}
	return p, p.empty(f)
}

// lessonsNamed are the lessons of the arguments; all, if there are none.
func lessonsNamed(args []string) (all []lesson.Lesson, err error) {
	if len(args) == 0 {
		return lesson.All, nil
	}
	for _, arg := range args {
		l, err := lesson.Find(arg)
		if _, isKeep := keeps[arg]; err != nil && isKeep {
			return nil, exitError{exitUsage, fmt.Sprintf("%s is no lesson; what to keep is said with =, as --keep=%s", arg, arg)}
		}
		if err != nil {
			return nil, exitError{exitUsage, err.Error()}
		}
		all = append(all, l)
	}
	return all, nil
}

// withCopies are those of the lessons that have a copy. If each was named, all
// must have one.
func (k kit) withCopies(asked []lesson.Lesson, named bool) (all []lesson.Lesson, err error) {
	for _, l := range asked {
		switch {
		case k.copied(l):
			all = append(all, l)
		case named:
			return nil, exitError{exitUsage, fmt.Sprintf("--copies: there is no copy of lesson %d; it would be %s", l.Number, l.Copy())}
		}
	}
	if len(all) == 0 {
		return nil, exitError{exitUsage, "--copies: there are none below work; go tool lab start N makes one"}
	}
	return all, nil
}

// empty is the error if there is nothing to run.
func (p *checkPlan) empty(f checkFlags) error {
	if len(p.jobs) > 0 {
		return nil
	}
	return exitError{exitUsage, fmt.Sprintf("no scenario of these lessons is called %q; a pattern such as long_* matches several", f.run)}
}

func (k kit) planLesson(p *checkPlan, l lesson.Lesson, f checkFlags) error {
	target, err := k.target(l, f)
	if err != nil {
		return err
	}
	job := grade.Job{Lesson: l, Target: target, Flags: f.again()}
	if f.server == "" && k.copied(l) && f.run == "" {
		for _, earlier := range lesson.UpTo(l.Number - 1) {
			along := job
			along.Lesson, along.Along = earlier, &l
			along.Flags = append(job.Flags, "--server", target.Name)
			if err := k.add(p, along, f.wants); err != nil {
				return err
			}
		}
	}
	return k.add(p, job, f.wants)
}

// add adds a job with those of its lesson's scenarios that are wanted, if any.
func (k kit) add(p *checkPlan, job grade.Job, wants func(script.Scenario) bool) error {
	all, err := grade.Scenarios(k.root, job.Lesson)
	if err != nil {
		return err
	}
	for _, sc := range all {
		if wants(sc) {
			job.Scenarios = append(job.Scenarios, sc)
		}
	}
	if len(job.Scenarios) > 0 {
		p.jobs = append(p.jobs, job)
	}
	return nil
}

// target says which server a lesson is run against.
func (k kit) target(l lesson.Lesson, f checkFlags) (grade.Target, error) {
	switch {
	case f.server != "":
		return k.serverTarget(f)
	case k.copied(l):
		return k.copyTarget(l), nil
	}
	return referenceTarget()
}

// serverTarget reads --server and what is said about it.
func (k kit) serverTarget(f checkFlags) (grade.Target, error) {
	words, err := k.words(f)
	if err != nil {
		return grade.Target{}, err
	}
	if dir, ok := program.Where(f.server); ok && f.port == 0 {
		if err := atItsPlace("--server "+f.server, dir); err != nil {
			return grade.Target{}, err
		}
		if hasSettings(dir) && f.dialect == "" && len(f.supports) == 0 && !f.core {
			words = nil
		}
		return grade.Target{Name: f.server, Folder: dir, Dialect: words}, nil
	}
	command, err := program.Parse(f.server)
	if err == nil {
		command, err = k.runnable(command)
	}
	if err != nil {
		return grade.Target{}, exitError{exitUsage, "--server: " + err.Error()}
	}
	command.Port = f.port
	return grade.Target{Name: f.server, Command: command, Dialect: words}, nil
}

// hasSettings reports whether a folder has a student's copy of the reference
// server, broken or mended: that reads the settings of docs/protocol.md.
func hasSettings(dir string) bool {
	return slices.ContainsFunc(lesson.All, func(l lesson.Lesson) bool { return l.Over && isCopy(l, dir) })
}

// words says how the server of --server words things, and what it promises.
func (k kit) words(f checkFlags) (*dialect.Dialect, error) {
	d := &dialect.Dialect{}
	if f.dialect != "" {
		var err error
		if d, err = dialect.Load(f.dialect); err != nil {
			return nil, exitError{exitUsage, "--dialect: " + err.Error()}
		}
	}
	d.Supports = append(d.Supports, f.supports...)
	if f.core {
		kitOnly, err := k.clauses("kit")
		if err != nil {
			return nil, err
		}
		d.Without = append(d.Without, kitOnly...)
	}
	return d, nil
}
