package course

import (
	"path/filepath"
	"slices"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
)

// A Simulated says which server to run in the simulator. The zero value is the reference
// server.
type Simulated struct {
	Folder string // with Go code that has a function serve, or empty
	Mutant string // of the reference server, by name; or empty
	Race   bool   // build it with the race detector
}

// Simulated returns that server. Files of its overlay go below dir.
func (k Kit) Simulated(asked Simulated, dir string) (grade.Target, error) {
	switch {
	case asked.Mutant != "":
		mutant, err := k.mutant(asked.Mutant)
		if err != nil {
			return grade.Target{}, err
		}
		return grade.MutantTarget(k.Root, mutant, dir)
	case asked.Folder != "":
		folder, ok := program.Where(asked.Folder)
		if !ok {
			return grade.Target{}, Misuse{"Folder", asked.Folder + " is not a folder with Go code"}
		}
		if err := noOtherCopy("Folder", folder); err != nil {
			return grade.Target{}, err
		}
		return grade.Target{Kind: grade.Folder, Caption: filepath.ToSlash(filepath.Clean(asked.Folder)), Folder: folder}, nil
	case asked.Race:
		return grade.BuiltReference(k.Root, dir)
	}
	return Reference()
}

// LessonIn returns the lesson whose copy is in that folder; nil if it is no copy.
func (k Kit) LessonIn(folder string) *lesson.Lesson {
	dir, ok := program.Where(folder)
	at := slices.IndexFunc(lesson.All, func(l lesson.Lesson) bool { return k.isOurs(&l, dir) })
	if !ok || at < 0 {
		return nil
	}
	return &lesson.All[at]
}
