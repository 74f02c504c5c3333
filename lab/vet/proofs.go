// Package vet keeps the law of the kit: a scenario that nothing turns red
// proves nothing. It knows what is said to turn each scenario red, and vets scenarios.
//
//   - proofs.go: proofs, and the broken servers that they name
//   - vet.go: whether scenarios may stay, each refusal with a sentence; proof.go:
//     whether something turns them red; unproven.go: which mutants do so unasked
//   - template.go: what a new scenario begins with
package vet

import (
	"chatlab/lab/lesson"
	"chatlab/lab/specimen"
)

// A Proof is something that is said to turn a scenario red, or the reason why
// nothing can. Exactly one of its fields is set.
type Proof struct {
	Specimen *lesson.Lesson // the broken server of this lesson
	Mutant   *specimen.Mutant
	Guard    string // nothing does, for this reason
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

// A broken is which server a proof names, to tell servers apart by. One field is set.
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

// Proofs returns, for each scenario that is named anywhere, by its id, what is
// said to turn it red.
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
