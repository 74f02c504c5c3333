package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"chatlab/lab/class"
	"chatlab/lab/console"
	"chatlab/lab/grader"
	"chatlab/lab/handin"
	"chatlab/lab/layout"
	"chatlab/lab/scratch"
	"chatlab/lab/trial"
)

// gradeScenarios grades what students handed in as scenarios of the lesson of opts. The folder out
// gets the results, and below feedback a folder for each student. Those of the keys in again are
// tried even if there is a result. First is called once nobody else writes into out.
func gradeScenarios(ctx context.Context, t *console.Terminal, opts grader.Options, handins []handin.HandIn, out string, again []string, first func() error) error {
	book, err := class.OpenOf(out, trial.Form)
	if err != nil {
		return exitError{ExitTrouble, err.Error()}
	}
	dir, remove, err := scratch.Folder("trial")
	if err != nil {
		return exitError{ExitTrouble, errors.Join(err, book.Close()).Error()}
	}
	defer remove()
	if err := first(); err != nil {
		return exitError{ExitTrouble, errors.Join(err, book.Close()).Error()}
	}
	points, feedback := trial.UsualPoints(), filepath.Join(out, "feedback")
	bar, number := t.Doing("building the servers"), 0
	tr, err := trial.New(ctx, opts.Kit, opts.Lessons[0], dir, opts.Jobs)
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

// unmixed returns an error if the folder for the results has some of the other kind. Both are
// about the same lessons, and what the folder says of them would be wrong for one of the two.
func (f *gradeFlags) unmixed() error {
	other, of := trial.Form.File, "scenarios"
	if f.written != "" {
		other, of = class.ResultsFile, "servers"
	}
	if _, err := os.Stat(filepath.Join(f.out, other)); err != nil {
		return nil
	}
	return fmt.Errorf("%s has the results of %s that were handed in; name another folder with --out", f.out, of)
}
