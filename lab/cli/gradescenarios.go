package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/handin"
	"chatlab/lab/lesson"
	"chatlab/lab/scratch"
	"chatlab/lab/trial"
)

// gradeScenarios grades what students handed in as scenarios of a lesson. The folder out gets
// the results, and below feedback a folder for each student. Jobs is how many scenarios run at
// once; 0 is the usual number.
func gradeScenarios(ctx context.Context, t *console.Terminal, kit course.Kit, handins []handin.HandIn, l lesson.Lesson, out string, jobs int) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return exitError{ExitTrouble, err.Error()}
	}
	done, err := trial.Read(out)
	if err != nil {
		return exitError{ExitTrouble, err.Error()}
	}
	dir, remove, err := scratch.Folder("trial")
	if err != nil {
		return exitError{ExitTrouble, err.Error()}
	}
	defer remove()
	points := trial.UsualPoints()
	bar, number := t.Doing("building the servers"), 0
	tr, err := trial.New(ctx, kit, l, dir, jobs)
	var results []trial.Result
	if err == nil {
		results, err = tr.All(ctx, handins, done, func(r trial.Result) error {
			number++
			bar.Say(fmt.Sprintf("%d of %d: %s", number, len(handins), r.Student.Name))
			return errors.Join(trial.Add(out, r), r.WriteFeedback(filepath.Join(out, "feedback"), points))
		})
	}
	bar.End()
	switch {
	case ctx.Err() != nil:
		return exitError{ExitInterrupted, "interrupted; every server that was started is stopped, and what was graded is kept: run the same command to go on"}
	case err != nil:
		return exitError{ExitTrouble, err.Error()}
	}
	all, err := trial.Read(out) // other lessons, too
	if err == nil {
		err = trial.Write(out, all)
	}
	if err != nil {
		return exitError{ExitTrouble, err.Error()}
	}
	for _, note := range tr.Notes {
		fmt.Fprintln(t.Err, note)
	}
	trial.Table(t.Out, results, points)
	if slices.ContainsFunc(results, trial.Result.Open) {
		return exitError{status: ExitTrouble}
	}
	return nil
}
