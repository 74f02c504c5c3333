package course

import (
	"fmt"
	"slices"
	"strings"

	"chatlab/lab/grade"
	"chatlab/lab/law"
	"chatlab/lab/lesson"
	"chatlab/lab/script"
)

// planMutant plans to test a mutant of the reference server: on the scenarios
// that it is said to turn red, or on all of the lessons that were named.
func (k Kit) planMutant(p *Plan, lessons []lesson.Lesson, dir string) error {
	mutants, err := law.Mutants(k.Root)
	if err != nil {
		return err
	}
	mutant, err := law.Find(mutants, p.Asked.Mutant)
	if err != nil {
		return Misuse(err.Error())
	}
	target, err := mutant.Target(k.Root, dir)
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
		return Misuse(fmt.Sprintf("%s: it kills %q, and there is no such scenario", mutant.File(), strings.Join(mutant.Kills, " ")))
	}
	return p.empty()
}
