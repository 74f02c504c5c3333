package vet

import (
	"os"
	"path/filepath"
	"slices"

	"chatlab/lab/lesson"
	"chatlab/lab/script"
)

// A candidate is a scenario that could be read, with its lesson.
type candidate struct {
	script.Scenario
	lesson lesson.Lesson

	// hidden: it is not below scripts/, so no list of the kit says what turns it red. Any broken
	// server of its lesson will do.
	hidden bool
}

// read reads a scenario. It is sound if it can run, even if something is missing that only
// readers need.
func (t *trial) read(file string) (c candidate, sound bool) {
	sc, refusals, sound := Sound(file, t.Clauses)
	t.refusals = append(t.refusals, refusals...)
	if !sound {
		return c, false
	}
	scripts := filepath.Join(t.Builder.Root, "scripts")
	folder := filepath.Dir(file)
	ours := isFolder(folder, scripts) || isFolder(filepath.Join(folder, ".."), scripts)
	at := slices.IndexFunc(lesson.All, func(l lesson.Lesson) bool { return l.ID() == sc.Lesson })
	switch {
	case at >= 0:
		return candidate{sc, lesson.All[at], !ours}, true
	case ours:
		t.refuse(file, 1, "it belongs to no lesson", "move it into the folder of one, such as "+lesson.All[0].Scripts())
		return c, false
	case t.Elsewhere.Number == 0:
		t.refuse(file, 1, "no lesson is known for it", "move it into a folder that has the id of a lesson, such as "+lesson.All[0].ID()+", or name the lesson with --lesson")
		return c, false
	}
	sc.Lesson = t.Elsewhere.ID()
	return candidate{sc, t.Elsewhere, true}, true
}

// isFolder reports whether two paths are the same folder.
func isFolder(a, b string) bool {
	one, err := os.Stat(a)
	two, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(one, two)
}

// named are the proofs that the kit has for a scenario. There are none for a hidden one, even
// if it has the name of another.
func (t *trial) named(c candidate) []Proof {
	if c.hidden {
		return nil
	}
	return t.proofs[c.ID()]
}
