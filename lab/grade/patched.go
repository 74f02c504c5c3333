package grade

import (
	"fmt"
	"os"

	"chatlab/lab/lesson"
	"chatlab/lab/specimen"
)

// PatchedTarget makes a target of a server's files, built as if they were in the kit. Files
// of the overlay go into a new folder below dir.
func PatchedTarget(root, caption string, l lesson.Lesson, files specimen.Files, dir string) (Target, error) {
	laid, err := os.MkdirTemp(dir, "overlay-*")
	if err != nil {
		return Target{}, err
	}
	folder, overlay, err := files.Overlay(root, l, laid)
	if err != nil {
		return Target{}, fmt.Errorf("%s: %w", caption, err)
	}
	return Target{Kind: Patched, Caption: caption, Folder: folder, Overlay: overlay, Announces: true, Files: files}, nil
}

// BuiltReference returns the reference server as files to be built.
func BuiltReference(root, dir string) (Target, error) {
	files, err := specimen.Reference(root)
	if err != nil {
		return Target{}, err
	}
	return PatchedTarget(root, "the reference server", lesson.Lesson{Over: true}, files, dir)
}

// MutantTarget returns a mutant as files to be built.
func MutantTarget(root string, m specimen.Mutant, dir string) (Target, error) {
	files, err := m.Files(root)
	if err != nil {
		return Target{}, err
	}
	return PatchedTarget(root, m.File(), lesson.Lesson{Over: true}, files, dir)
}
