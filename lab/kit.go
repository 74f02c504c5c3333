package main

import (
	"os"
	"path/filepath"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
)

// A kit is the clone in which a command runs, found from the folder that we
// are in.
type kit struct {
	root string // absolute
}

func findKit() (kit, error) {
	root, err := lesson.Root(".")
	if err != nil {
		return kit{}, exitError{exitFailed, err.Error() + "; change into your clone first"}
	}
	return kit{root}, nil
}

// path turns a path of the kit, with forward slashes, into one of the system.
func (k kit) path(slashed string) string {
	return filepath.Join(k.root, filepath.FromSlash(slashed))
}

// copied reports whether the student has started a lesson.
func (k kit) copied(l lesson.Lesson) bool {
	return program.IsGo(k.path(l.Copy()))
}

// copyTarget is the student's copy of a lesson's specimen.
func (k kit) copyTarget(l lesson.Lesson) grade.Target {
	return grade.Target{Name: "./" + l.Copy(), Folder: k.path(l.Copy()), Announces: true}
}

// builder builds servers into dir. The client that scenarios run is this very
// program.
func (k kit) builder(dir string) *grade.Builder {
	b := &grade.Builder{Root: k.root, Dir: dir}
	if self, err := os.Executable(); err == nil {
		b.Chat = program.Command{Args: []string{self, "client"}}
	}
	return b
}

// referenceTarget is `lab server`, run as a program of its own like any other
// server.
func referenceTarget() (grade.Target, error) {
	self, err := os.Executable()
	if err != nil {
		return grade.Target{}, err
	}
	return grade.Target{
		Name:    "the reference server",
		Command: program.Command{Args: []string{self, "server"}, Announces: true},
		Work:    program.Command{Args: []string{self, workWord}},
	}, nil
}
