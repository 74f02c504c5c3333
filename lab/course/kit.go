// Package course is a clone of the kit as students and teachers use it: lessons, copies,
// progress, and the plan of a check. It prints nothing and reads no flags.
//
//   - kit.go: the clone; standing.go: how far a student is
//   - start.go: a copy of a broken server; reset.go: the same once more; language.go: in Go
//     or in Python; copies.go: which lesson a copy is of, and what it may not import
//   - plan.go: what a check runs; target.go, mutant.go: on which server; runnable.go: a
//     command line as a server; simulated.go: a server for the simulator
//   - watch.go: a check after each save; builds.go: what a build writes does not count as a save
//   - solution.go, declaration.go: how a lesson is mended, and which code shows it
//   - scenario.go: scenarios as files; clauses.go: what the protocol promises
//   - serverfile.go: what the file beside a server in any language says
//   - probe.go: a server file for a server that was talked to
//   - handed.go: a server that a student handed in
//   - own.go: a server from an empty file, made from a starter in own/, and its stages
//   - newlesson.go: the files of a new lesson, made from the templates in newlesson/
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

// Find returns the clone that the current folder is in.
func Find() (Kit, error) {
	root, err := lesson.Root(".")
	if err != nil {
		return Kit{}, fmt.Errorf("%w; change into your clone first", err)
	}
	return Kit{root}, nil
}

// Path turns a slash-separated path of the kit into a path of this system.
func (k Kit) Path(slashed string) string {
	return filepath.Join(k.Root, filepath.FromSlash(slashed))
}

// HasCopy reports whether the student has started a lesson.
func (k Kit) HasCopy(l lesson.Lesson) bool {
	return program.IsGo(k.Path(l.Copy())) || hasServerFile(k.Path(l.Copy()))
}

// A NoCopy is the error for a lesson that the student has not started.
type NoCopy struct {
	Lesson lesson.Lesson
	Bare   bool // of lesson.Own: there is a folder, but nothing in it says how it is run
}

// Missing returns the error for a lesson if the kit finds no copy of it.
func (k Kit) Missing(l lesson.Lesson) NoCopy {
	return NoCopy{l, l.IsOwn() && exists(k.Path(l.Copy()))}
}

func (n NoCopy) Error() string {
	switch {
	case n.Bare:
		return fmt.Sprintf("%s has no file %s, which says how the kit runs your server", n.Lesson.Copy(), ServerFile)
	case n.Lesson.IsOwn():
		return "there is no server of your own in " + n.Lesson.Copy()
	}
	return fmt.Sprintf("there is no copy of lesson %d in %s", n.Lesson.Number, n.Lesson.Copy())
}

// Copy returns the student's copy of a lesson's specimen, as a target: what its server file
// says, or else its Go code.
func (k Kit) Copy(l lesson.Lesson) (grade.Target, error) {
	t := grade.Target{Kind: grade.Copy, Caption: "./" + l.Copy(), Folder: k.Path(l.Copy()), Announces: true}
	if hasServerFile(t.Folder) {
		return k.servedTarget(t, filepath.Join(t.Folder, ServerFile))
	}
	return t, nil
}

// Builder builds servers into dir. The client in scenarios is this very program.
func (k Kit) Builder(dir string) *grade.Builder {
	b := &grade.Builder{Root: k.Root, Dir: dir}
	if self, err := os.Executable(); err == nil {
		b.Chat = program.Command{Args: []string{self, "client"}}
	}
	return b
}

// WorkWord is the command with which lab starts another lab, to run the reference server in
// the simulator. It is not for users.
const WorkWord = "sim-worker"

// Reference is `lab server`, run as a separate program like any other server.
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
