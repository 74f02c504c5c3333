package course

import (
	"fmt"
	"slices"
	"strings"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/script"
	"chatlab/lab/specimen"
)

// planMutant plans a test of a mutant of the reference server: on the scenarios that it
// should turn red, or on all scenarios of the named lessons.
func (k Kit) planMutant(p *Plan, lessons []lesson.Lesson, dir string) error {
	mutant, err := k.mutant(p.Asked.Mutant)
	if err != nil {
		return err
	}
	target, err := grade.MutantTarget(k.Root, mutant, dir)
	if err != nil {
		return err
	}
	named := len(p.Asked.Lessons) > 0
	wants := func(sc script.Scenario) bool {
		return p.Asked.wants(sc) && (named || p.Asked.Run != "" || slices.Contains(mutant.Kills, sc.ID()))
	}
	for _, l := range lessons {
		if err := k.add(p, grade.Job{Lesson: l, Target: target}, wants); err != nil {
			return err
		}
	}
	if len(p.Jobs) == 0 && p.Asked.Run == "" && !named {
		return Misuse{What: fmt.Sprintf("%s: it kills %q, but there is no such scenario", mutant.File(), strings.Join(mutant.Kills, " "))}
	}
	return k.empty(*p, lessons)
}

// mutant returns the mutant of that name.
func (k Kit) mutant(name string) (specimen.Mutant, error) {
	all, err := k.Mutants()
	if err != nil {
		return specimen.Mutant{}, err
	}
	mutant, err := specimen.FindMutant(all, name)
	if err != nil {
		return specimen.Mutant{}, Misuse{What: err.Error()}
	}
	return mutant, nil
}

// Mutants returns all mutants, sorted by name.
func (k Kit) Mutants() ([]specimen.Mutant, error) { return specimen.Mutants(k.Root) }
