package specimen

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"chatlab/lab/nearest"
	"chatlab/lab/patch"
)

// MutantFolder is the kit's folder of mutants.
const MutantFolder = "testdata/mutants"

// A Mutant is the reference server with a small bug.
type Mutant struct {
	Name string // of its file, without the ending
	patch.Patch
}

// File returns the mutant's file in the kit.
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

// FindMutant returns the mutant of that name.
func FindMutant(mutants []Mutant, name string) (Mutant, error) {
	at := slices.IndexFunc(mutants, func(m Mutant) bool { return m.Name == name })
	if at < 0 {
		var names []string
		for _, m := range mutants {
			names = append(names, m.Name)
		}
		return Mutant{}, fmt.Errorf("there is no mutant %q%s", name, cmp.Or(nearest.Meant(name, names), " in "+MutantFolder))
	}
	return mutants[at], nil
}

// Files returns the reference server with the bug.
func (m Mutant) Files(root string) (Files, error) {
	files, err := Reference(root)
	if err != nil {
		return nil, err
	}
	if files, err = files.With(m.Patch); err != nil {
		return nil, fmt.Errorf("%s: %w", m.File(), err)
	}
	return files, nil
}
