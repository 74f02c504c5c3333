// Package course is what a student or a teacher has in a clone of the kit: lessons, copies,
// how far somebody is, and the plan of a check. It prints nothing, and reads no flags.
//
//   - kit.go: the clone; standing.go: how far a student is
//   - start.go: a copy of a broken server; copies.go: what copies import of one another
//   - plan.go: what a check runs; target.go, mutant.go: against which server; runnable.go: a
//     command as one; simulated.go: in the simulator
//   - watch.go: a check at each save
//   - solution.go, declaration.go: how a lesson is mended, and where that is shown
//   - scenario.go: scenarios as files; clauses.go: what the protocol promises
//   - newlesson.go: the files of a new lesson, made of those in newlesson/
package course

import (
	"fmt"
	"os"
	"path/filepath"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
)

// A Kit is a clone of the kit.
type Kit struct {
	Root string // absolute
}

// Find returns the clone in which the folder that we are in lies.
func Find() (Kit, error) {
	root, err := lesson.Root(".")
	if err != nil {
		return Kit{}, fmt.Errorf("%w; change into your clone first", err)
	}
	return Kit{root}, nil
}

// Path turns a path of the kit, with forward slashes, into one of the system.
func (k Kit) Path(slashed string) string {
	return filepath.Join(k.Root, filepath.FromSlash(slashed))
}

// HasCopy reports whether the student has started a lesson.
func (k Kit) HasCopy(l lesson.Lesson) bool {
	return program.IsGo(k.Path(l.Copy()))
}

// A NoCopy is the error that somebody has not started a lesson.
type NoCopy struct{ Lesson lesson.Lesson }

func (n NoCopy) Error() string {
	return fmt.Sprintf("there is no copy of lesson %d in %s", n.Lesson.Number, n.Lesson.Copy())
}

// Copy is the student's copy of a lesson's specimen.
func (k Kit) Copy(l lesson.Lesson) grade.Target {
	return grade.Target{Kind: grade.Copy, Caption: "./" + l.Copy(), Folder: k.Path(l.Copy()), Announces: true}
}

// Builder builds servers into dir. The client that scenarios run is this very
// program.
func (k Kit) Builder(dir string) *grade.Builder {
	b := &grade.Builder{Root: k.Root, Dir: dir}
	if self, err := os.Executable(); err == nil {
		b.Chat = program.Command{Args: []string{self, "client"}}
	}
	return b
}

// WorkWord is the command by which lab makes another lab run the reference server in the
// simulator. It is for nobody else.
const WorkWord = "sim-worker"

// Reference is `lab server`, run as a program of its own like any other
// server.
func Reference() (grade.Target, error) {
	self, err := os.Executable()
	if err != nil {
		return grade.Target{}, err
	}
	return grade.Target{
		Kind:    grade.Reference,
		Caption: "the reference server",
		Command: program.Command{Args: []string{self, "server"}, Announces: true},
		Work:    program.Command{Args: []string{self, WorkWord}},
	}, nil
}
