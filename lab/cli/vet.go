package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/layout"
	"chatlab/lab/lesson"
	"chatlab/lab/scratch"
	"chatlab/lab/story"
	"chatlab/lab/vet"
)

// vetRuns is how often vet runs each scenario on the reference server. A scenario that
// fails once in 20 runs is found with a probability of 92 percent.
const vetRuns = 50

func vetCommand(t *console.Terminal) *cobra.Command {
	runs, elsewhere := vetRuns, ""
	c := &cobra.Command{
		Use:         "vet [FILE…]",
		Annotations: map[string]string{startsServers: "yes"},
		Short:       "Find what is wrong with scenarios, before students meet them",
		Long: `Find what is wrong with the scenarios of FILE… (all, if none is named), and say
what to do about it. vet refuses a scenario

  - that can't be read, makes no claim, or names no clause of the protocol;
  - that the reference server fails, even if only in some of many runs;
  - that no broken server fails: it would prove nothing. The broken server of
    its lesson must fail it, or a mutant (the reference server with a small
    fault);
  - that the broken server of a later lesson fails: that server may only have
    the fault of its own lesson.

You can also name a file as stories do: 03-half-a-message/split_write. A folder
stands for all scenarios in it, and in the folders in it.

Scenarios elsewhere, such as hidden ones for lab grade --scripts, are held to the
same law. Their folder has the id of a lesson, or --lesson says which lesson they
are for. No list names what turns them red: any broken server of the lesson will do.

Exit status: 0 no scenario was refused, 1 one was refused, 2 wrong usage, 3 a broken
server could not be built, 130 interrupted (on Linux, after signal N: 128 + N).`,
		Example: `  go tool lab vet scripts/02-first-chat/no_echo.txtar
  go tool lab vet 02-first-chat/no_echo --runs 500
  go tool lab vet hidden --lesson 3
  go tool lab vet`,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"txtar"}, cobra.ShellCompDirectiveFilterFileExt
		},
		RunE: func(c *cobra.Command, args []string) error {
			if runs < 1 {
				return exitError{ExitUsage, "--runs must be positive"}
			}
			kit, err := course.Find()
			if err != nil {
				return err
			}
			var of lesson.Lesson
			if elsewhere != "" {
				if of, err = lesson.Find(elsewhere); err != nil {
					return exitError{ExitUsage, "--lesson: " + err.Error()}
				}
			}
			files, err := kit.ScenarioFiles(args)
			if err != nil {
				return err
			}
			return vetFiles(c.Context(), t, kit, files, of, runs)
		},
	}
	c.Flags().IntVar(&runs, "runs", runs, "how often each scenario is run on the reference server")
	c.Flags().StringVar(&elsewhere, "lesson", "", "the `LESSON` of scenarios whose folder does not say it")
	c.RegisterFlagCompletionFunc("lesson", lessonWords)
	return c
}

// vetFiles vets scenarios. Elsewhere is the lesson of those whose folder does not say it.
func vetFiles(ctx context.Context, t *console.Terminal, k course.Kit, files []string, elsewhere lesson.Lesson, runs int) error {
	reference, err := course.Reference()
	if err != nil {
		return err
	}
	clauses, err := k.Clauses("")
	if err != nil {
		return err
	}
	dir, remove, err := scratch.Folder("vet")
	if err != nil {
		return exitError{ExitTrouble, err.Error()}
	}
	defer remove()
	began := time.Now()
	vetting := vet.Vetting{Builder: k.Builder(dir), Reference: reference, Clauses: clauses, Runs: runs, Elsewhere: elsewhere}
	progress := t.Progress("vetting: %d runs of about %d", vetting.About(len(files)))
	vetting.Ran = progress.Step
	vetting.Note = func(line string) {
		progress.Clear() // the next step shows it again below
		fmt.Fprintln(t.Err, line)
	}
	refusals, err := vetting.Vet(ctx, files)
	progress.End()
	switch {
	case ctx.Err() != nil:
		return errInterrupted
	case err != nil:
		return exitError{ExitTrouble, err.Error()}
	}
	style := style(t)
	for _, r := range refusals {
		if r.Hidden {
			r.Story.Test = style.Command(again(r.File, elsewhere)...)
		}
		tellRefusal(t, style, r)
	}
	fmt.Fprintf(t.Out, "%s vetted, %s, in %.1f s\n", layout.Count(len(files), "scenario"), refused(refusals), time.Since(began).Seconds())
	if len(refusals) > 0 {
		return exitError{status: ExitFailed}
	}
	return nil
}

// again returns the arguments with which lab vets a hidden scenario again. Elsewhere is as in
// vetFiles.
func again(file string, elsewhere lesson.Lesson) []string {
	args := []string{"vet", filepath.ToSlash(file)}
	if elsewhere.Number > 0 {
		args = append(args, "--lesson", fmt.Sprint(elsewhere.Number))
	}
	return args
}

func tellRefusal(t *console.Terminal, style story.Style, r vet.Refusal) {
	fmt.Fprintf(t.Out, "%s:%d: %s\n", filepath.ToSlash(r.File), r.Line, r.What)
	for line := range strings.Lines(r.Try) {
		fmt.Fprintln(t.Out, strings.TrimRight("    "+line, " \n"))
	}
	fmt.Fprintln(t.Out)
	if r.Story != nil {
		style.Story(t.Out, *r.Story)
		fmt.Fprintln(t.Out)
	}
}

// refused says how many scenarios are refused. A scenario may have several refusals.
func refused(refusals []vet.Refusal) string {
	files := map[string]bool{}
	for _, r := range refusals {
		files[r.File] = true
	}
	if len(files) == 0 {
		return "none refused"
	}
	return fmt.Sprintf("%d refused", len(files))
}
