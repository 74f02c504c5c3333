package vet

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/specimen"
)

// Target returns the broken server of a proof, to be built by b. A guard has none.
func (p Proof) Target(b *grade.Builder) (grade.Target, error) {
	if p.Mutant != nil {
		return grade.MutantTarget(b.Root, *p.Mutant, b.Dir)
	}
	files, err := specimen.Of(b.Root, *p.Specimen)
	if err != nil {
		return grade.Target{}, err
	}
	return grade.PatchedTarget(b.Root, p.Specimen.Specimen(), *p.Specimen, files, b.Dir)
}

// MutantsOf returns the mutants that turn a scenario of the lesson red.
func MutantsOf(mutants []specimen.Mutant, l lesson.Lesson) (all []specimen.Mutant) {
	for _, m := range mutants {
		if slices.ContainsFunc(m.Kills, func(id string) bool { return strings.HasPrefix(id, l.ID()+"/") }) {
			all = append(all, m)
		}
	}
	return all
}

// Bundle builds servers as one program. If one does not build, it says so in a note, which may
// be nil. Each server is then built by itself, which takes longer but shows which one is wrong.
func Bundle(ctx context.Context, b *grade.Builder, targets []grade.Target, note func(string)) error {
	if len(targets) < 2 {
		return nil
	}
	err := b.Bundle(ctx, targets)
	if trouble := (*program.Trouble)(nil); errors.As(err, &trouble) && trouble.Kind != program.OfTheKit { // else none would build
		if note != nil {
			note(fmt.Sprintf("the %d broken servers can't be built as one program (%s): each is built by itself, which takes longer", len(targets), trouble.What))
		}
		return nil
	}
	return err
}
