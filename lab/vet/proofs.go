// Package vet keeps the law of the kit: a scenario that nothing turns red proves nothing.
// It knows which broken servers should turn each scenario red, and vets scenarios.
//
//   - proofs.go: proofs, and the broken servers that they name; broken.go: those servers,
//     built
//   - vet.go: whether scenarios may stay, each refusal with a sentence; candidate.go: of
//     which lesson each is; proof.go: whether something turns them red; unproven.go: mutants
//     tried on a scenario that has no proof
//   - sound.go: whether a scenario can be read, claims something and names a clause
//   - template.go: what a new scenario begins with
package vet

import (
	"chatlab/lab/lesson"
	"chatlab/lab/specimen"
)

// A Proof is a broken server that should turn a scenario red, or the reason why nothing
// can. Exactly one of its fields is set.
type Proof struct {
	Specimen *lesson.Lesson // the broken server of this lesson
	Mutant   *specimen.Mutant
	Guard    string // the reason why nothing turns it red
}

func (p Proof) String() string {
	switch {
	case p.Specimen != nil:
		return p.Specimen.Specimen()
	case p.Mutant != nil:
		return p.Mutant.File()
	}
	return "a guard: " + p.Guard
}

// A broken identifies the server of a proof. One field is set.
type broken struct {
	lesson int
	mutant string
}

func (p Proof) broken() broken {
	switch {
	case p.Specimen != nil:
		return broken{lesson: p.Specimen.Number}
	case p.Mutant != nil:
		return broken{mutant: p.Mutant.Name}
	}
	return broken{}
}

// Proofs returns the proofs of each scenario that has any, by the scenario's id.
func Proofs(mutants []specimen.Mutant) map[string][]Proof {
	proofs := map[string][]Proof{}
	for _, l := range lesson.All {
		for _, name := range l.Breaks {
			proofs[l.ID()+"/"+name] = append(proofs[l.ID()+"/"+name], Proof{Specimen: &l})
		}
		for name, reason := range l.Guards {
			proofs[l.ID()+"/"+name] = append(proofs[l.ID()+"/"+name], Proof{Guard: reason})
		}
	}
	for _, m := range mutants {
		for _, id := range m.Kills {
			proofs[id] = append(proofs[id], Proof{Mutant: &m})
		}
	}
	return proofs
}
