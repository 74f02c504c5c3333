// Package law keeps the law of the kit: a scenario that nothing turns red
// proves nothing. It knows what is said to turn each scenario red, makes these
// broken servers, and vets scenarios.
//
//   - law.go: proofs, and the broken servers that they name
//   - vet.go: whether scenarios may stay, each refusal with a sentence; proof.go:
//     whether something turns them red
//   - template.go: what a new scenario begins with
package law

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/patch"
	"chatlab/lab/specimen"
)

// MutantFolder is where the mutants lie, in the kit.
const MutantFolder = "testdata/mutants"

// A Mutant is the reference server with a small fault.
type Mutant struct {
	Name string // of its file, without ending
	patch.Patch
}

// File is the mutant's file in the kit.
func (m Mutant) File() string { return MutantFolder + "/" + m.Name + ".txtar" }

// Mutants reads all mutants of the kit, in the order of their names.
func Mutants(root string) ([]Mutant, error) {
	files, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(MutantFolder), "*.txtar"))
	if err != nil {
		return nil, err
	}
	var all []Mutant
	for _, file := range files {
		p, err := patch.Read(file)
		if err != nil {
			return nil, err
		}
		all = append(all, Mutant{strings.TrimSuffix(filepath.Base(file), ".txtar"), p})
	}
	return all, nil
}

// A Proof is something that is said to turn a scenario red, or the reason why
// nothing can. Exactly one of its fields is set.
type Proof struct {
	Specimen *lesson.Lesson // the broken server of this lesson
	Mutant   *Mutant
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
func Proofs(mutants []Mutant) map[string][]Proof {
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

// Target makes a server of files ready to be built where the kit lies. What is
// laid over the kit's own files goes into a new folder below dir.
func Target(root, name string, l lesson.Lesson, files specimen.Files, dir string) (grade.Target, error) {
	laid, err := os.MkdirTemp(dir, "overlay-*")
	if err != nil {
		return grade.Target{}, err
	}
	folder, overlay, err := files.Overlay(root, l, laid)
	if err != nil {
		return grade.Target{}, fmt.Errorf("%s: %w", name, err)
	}
	return grade.Target{Kind: grade.Patched, Caption: name, Folder: folder, Overlay: overlay, Announces: true, Files: files}, nil
}

// ReferenceTarget is the reference server, to be built.
func ReferenceTarget(root, dir string) (grade.Target, error) {
	files, err := specimen.Reference(root)
	if err != nil {
		return grade.Target{}, err
	}
	return Target(root, "the reference server", lesson.Lesson{Over: true}, files, dir)
}

// Target is the reference server with the fault.
func (m Mutant) Target(root, dir string) (grade.Target, error) {
	files, err := specimen.Reference(root)
	if err != nil {
		return grade.Target{}, err
	}
	if files, err = files.With(m.Patch); err != nil {
		return grade.Target{}, fmt.Errorf("%s: %w", m.File(), err)
	}
	return Target(root, m.File(), lesson.Lesson{Over: true}, files, dir)
}

// Find returns the mutant of that name.
func Find(mutants []Mutant, name string) (Mutant, error) {
	at := slices.IndexFunc(mutants, func(m Mutant) bool { return m.Name == name })
	if at < 0 {
		return Mutant{}, fmt.Errorf("there is no mutant %q in %s", name, MutantFolder)
	}
	return mutants[at], nil
}
