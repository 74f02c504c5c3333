package story

import (
	"fmt"

	"chatlab/lab/grade"
	"chatlab/lab/script"
)

// Again returns the arguments with which lab runs a result's scenario again.
func Again(r grade.Result) []string {
	args := append([]string{"check", fmt.Sprint(r.Lesson.Number), "--run", r.Scenario.Name}, r.Flags...)
	if r.Along != nil { // without --of, that lesson's own copy would run
		args = append(args, "--server", "./"+r.Along.Copy())
	}
	if r.Seed != nil {
		args = append(args, "--seed", fmt.Sprint(*r.Seed))
	}
	return args
}

// Hint returns the arguments with which lab shows a hint about a result.
func Hint(r grade.Result) []string {
	of := r.Mending()
	if of.IsOwn() { // it has no hints of its own
		of = r.Lesson
	}
	args := []string{"hint", fmt.Sprint(of.Number)}
	if f := r.Failure; f != nil && f.Symptom != "" {
		args = append(args, "--symptom", string(f.Symptom))
	}
	return args
}

// HintFound returns the arguments with which lab shows a hint about a run in the simulator;
// nil if it ran no copy of a lesson.
func HintFound(f Found) []string {
	if f.Asked.Lesson == nil {
		return nil
	}
	args := []string{"hint", fmt.Sprint(f.Asked.Lesson.Number)}
	if s := f.failure().Symptom; s != "" {
		args = append(args, "--symptom", string(s))
	}
	return args
}

// Closer returns the arguments with which lab shows a run in the simulator closer: with
// less around the break of the rule.
func Closer(run script.Seeded) []string {
	args := []string{"sim"}
	if run.Of != "" {
		args = append(args, "--of", run.Of)
	}
	args = append(args, "--seed", fmt.Sprint(run.Seed))
	if run.Clients > 0 {
		args = append(args, "--clients", fmt.Sprint(run.Clients))
	}
	if run.Profile != "" {
		args = append(args, "--profile", run.Profile)
	}
	return args
}
