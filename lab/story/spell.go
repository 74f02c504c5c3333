package story

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

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

// AgainFound returns the arguments with which lab repeats a run in the simulator.
func AgainFound(f Found) []string {
	args, a := []string{"sim"}, f.Asked
	switch {
	case a.Of != "":
		args = append(args, "--of", filepath.ToSlash(a.Of))
	case a.Mutant != "":
		args = append(args, "--mutant", a.Mutant)
	}
	first, before := f.Case.Seed, f.Case.Before
	if len(before) > 0 { // repeat the whole search, since the break needs the runs before it
		first = a.First
		args = append(args, "--seeds", strconv.FormatUint(f.Case.Seed-first+1, 10))
	}
	if a.Ops == "" || f.Case.Seed != 1 {
		args = append(args, "--seed", strconv.FormatUint(first, 10))
	}
	if a.Clients != 0 {
		args = append(args, "--clients", strconv.Itoa(a.Clients))
	}
	if a.Profile != "" {
		args = append(args, "--profile", a.Profile)
	}
	if a.Race {
		args = append(args, "--race")
	}
	switch {
	case a.Ops != "":
		args = append(args, "--ops", filepath.ToSlash(a.Ops))
	case len(before) > 0:
	case len(f.Case.Ops) < f.Drawn || a.Only:
		var numbers []string
		for _, n := range f.Case.Only {
			numbers = append(numbers, strconv.Itoa(n))
		}
		args = append(args, "--only", strings.Join(numbers, ","))
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
