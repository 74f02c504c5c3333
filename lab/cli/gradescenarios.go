package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"chatlab/lab/class"
	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/handin"
	"chatlab/lab/layout"
	"chatlab/lab/lesson"
	"chatlab/lab/scratch"
	"chatlab/lab/trial"
)

// gradeScenarios grades what students handed in as scenarios of a lesson. The folder out gets
// the results, and below feedback a folder for each student. Jobs is how many scenarios run at
// once; 0 is the usual number. Those of the keys in again are tried even if there is a result.
func gradeScenarios(ctx context.Context, t *console.Terminal, kit course.Kit, handins []handin.HandIn, l lesson.Lesson, out string, jobs int, again []string) error {
	book, err := class.OpenOf(out, trial.Form)
	if err != nil {
		return exitError{ExitTrouble, err.Error()}
	}
	dir, remove, err := scratch.Folder("trial")
	if err != nil {
		return exitError{ExitTrouble, errors.Join(err, book.Close()).Error()}
	}
	defer remove()
	points, feedback := trial.UsualPoints(), filepath.Join(out, "feedback")
	bar, number := t.Doing("building the servers"), 0
	tr, err := trial.New(ctx, kit, l, dir, jobs)
	var results []trial.Result
	var cost string
	if err == nil {
		if n := tr.Anew(handins, book.Results()); n > 0 {
			tellAnew(t, n, out, "the kit differs, or the servers that this machine can run")
		}
		known := slices.DeleteFunc(book.Results(), func(r trial.Result) bool { return slices.Contains(again, r.Student.Key) })
		cost, err = costing(func() (_ int, err error) {
			results, err = tr.All(ctx, handins, known, func(r trial.Result) error {
				number++
				bar.Say(fmt.Sprintf("%d of %d: %s", number, len(handins), layout.Unhidden(r.Student.Name)))
				return errors.Join(book.Add(r), r.WriteFeedback(feedback, points))
			})
			return number, err
		})
	}
	bar.End()
	if err := stopped(ctx, errors.Join(err, book.Close())); err != nil {
		return err
	}
	for _, note := range tr.Notes {
		fmt.Fprintln(t.Err, note)
	}
	trial.Table(t.Out, results, points)
	tellLeft(t, []string{filepath.Join(out, trial.Form.File), feedback}, cost)
	if slices.ContainsFunc(results, trial.Result.Open) {
		return errNotFinal
	}
	return nil
}
