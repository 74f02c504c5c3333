package story

import (
	"fmt"

	"chatlab/lab/grade"
	"chatlab/lab/script"
)

// Again are the arguments of lab that run a result's scenario again.
func Again(r grade.Result) []string {
	args := append([]string{"check", fmt.Sprint(r.Lesson.Number), "--run", r.Scenario.Name}, r.Flags...)
	if r.Along != nil { // else that lesson's own copy would be run
		args = append(args, "--server", "./"+r.Along.Copy())
	}
	if r.Seed != nil {
		args = append(args, "--seed", fmt.Sprint(*r.Seed))
	}
	return args
}

// Hint are the arguments of lab that show a hint about a result.
func Hint(r grade.Result) []string {
	args := []string{"hint", fmt.Sprint(r.Mending().Number)}
	if f := r.Failure; f != nil && f.Symptom != "" {
		args = append(args, "--symptom", string(f.Symptom))
	}
	return args
}

// Closer are the arguments of lab that show a run in the simulator, with less around
// what broke a rule in it.
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
