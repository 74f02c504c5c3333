package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"chatlab/lab/grade"
	"chatlab/lab/law"
	"chatlab/lab/lesson"
	"chatlab/lab/script"
)

// planMutant plans to test a mutant of the reference server: on the scenarios
// that it is said to turn red, or on all of the lessons that were named.
func (k kit) planMutant(lessons []lesson.Lesson, named bool, f checkFlags, dir string) (*checkPlan, error) {
	mutants, err := law.Mutants(k.root)
	if err != nil {
		return nil, err
	}
	mutant, err := law.Find(mutants, f.mutant)
	if err != nil {
		return nil, exitError{exitUsage, err.Error()}
	}
	target, err := mutant.Target(k.root, dir)
	if err != nil {
		return nil, err
	}
	wants := func(sc script.Scenario) bool {
		return f.wants(sc) && (named || f.run != "" || slices.Contains(mutant.Kills, sc.ID()))
	}
	p := &checkPlan{}
	for _, l := range lessons {
		if err := k.add(p, grade.Job{Lesson: l, Target: target, Flags: f.again()}, wants); err != nil {
			return nil, err
		}
	}
	if len(p.jobs) == 0 && f.run == "" && !named {
		return nil, exitError{exitUsage, fmt.Sprintf("%s: it kills %q, and there is no such scenario", mutant.File(), strings.Join(mutant.Kills, " "))}
	}
	return p, p.empty(f)
}

// mutantWords completes the names of mutants.
func mutantWords(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	kit, err := findKit()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	mutants, _ := law.Mutants(kit.root) // a mistake in one is for check to tell
	var words []string
	for _, m := range mutants {
		words = append(words, m.Name+"\t"+m.Why)
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}
