// Package lesson is the table of lessons. The paths of a lesson's page, scenarios,
// specimen and copy are computed from its id, here and nowhere else.
//
//   - lesson.go: Lesson and what follows from its id
//   - symptom.go: what a failed step may have seen, which chooses the hint
//   - table.go: the table, in teaching order; lesson_*.go: one lesson each
//   - own.go: a server from an empty file, and its stages
//   - root.go: where the kit is
//
// To add a lesson, run `go tool lab new lesson NN-slug`, write what it asks for, and run
// the tests: they name every file that is still missing.
package lesson

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"chatlab/lab/nearest"
)

// A Lesson is one lesson of the course.
type Lesson struct {
	Number int
	Slug   string // such as "half-a-message"
	Title  string // its idea, as in the page's heading
	Goal   string // what the student can do afterwards, in one sentence
	Fault  string // what its specimen does wrong, in one sentence; shown only after a pass
	Core   bool   // one of the six of a short course
	Option bool   // no other lesson needs it
	Over   bool   // its specimen is the reference server with a patch, not a program of its own

	// Breaks names the scenarios of this lesson that its specimen must fail. It must pass
	// all others, also those of earlier lessons.
	Breaks []string

	// Sometimes has the ids of scenarios of this lesson or earlier ones that its specimen fails in
	// some runs: its fault shows there too, if one thread is quicker than another.
	Sometimes []string

	// Hunted is the number of seeds within which the simulator must find the specimen's
	// fault. It is 0 if the simulator can't run the specimen or can't find the fault.
	Hunted int

	// Guards are scenarios of this lesson that no specimen and no mutant can turn red. Each
	// has the reason why it is still there.
	Guards map[string]string

	// Hints lead from a question to nearly the answer. There are at least two.
	Hints []string

	// InPython has the hints that read differently for a copy in Python, by level from 1.
	InPython map[int]string

	// Symptoms are first hints, each for what a failed step has seen.
	Symptoms map[Symptom]string

	// Well says how the reference server does it: a file, a function, and why.
	Well string
}

// HintsInPython returns the hints for a copy in Python.
func (l Lesson) HintsInPython() []string {
	hints := slices.Clone(l.Hints)
	for level, hint := range l.InPython {
		hints[level-1] = hint
	}
	return hints
}

// ID is the lesson's name in paths: "03-half-a-message". Own has no number in it.
func (l Lesson) ID() string {
	if l.IsOwn() {
		return l.Slug
	}
	return fmt.Sprintf("%02d-%s", l.Number, l.Slug)
}

// Word is what a person types to name the lesson: "3", or "own".
func (l Lesson) Word() string {
	if l.IsOwn() {
		return l.Slug
	}
	return strconv.Itoa(l.Number)
}

// Page is the lesson's page. Like all paths here it is relative to the root of the kit and
// has forward slashes.
func (l Lesson) Page() string { return "docs/" + l.ID() + ".md" }

// Scripts is the folder of its scenarios.
func (l Lesson) Scripts() string { return "scripts/" + l.ID() }

// Specimen is the folder of its broken server.
func (l Lesson) Specimen() string { return "testdata/broken/" + l.ID() }

// Break is the patch that makes the specimen from the reference server, in lessons with
// Over.
func (l Lesson) Break() string { return path.Join(l.Specimen(), "break.txtar") }

// Fix is the patch that mends the specimen.
func (l Lesson) Fix() string { return path.Join(l.Specimen(), "fix.txtar") }

// Copy is the folder in which a student works.
func (l Lesson) Copy() string { return "work/" + l.ID() }

// Runs is the folder for the files that scenario runs leave, on the server that a student
// mends in this lesson.
func (l Lesson) Runs() string { return "work/.lab/runs/" + l.ID() }

// Find returns the lesson that a person means: "3", "03", "half-a-message" or
// "03-half-a-message".
func Find(word string) (Lesson, error) {
	number, err := strconv.Atoi(word)
	for _, l := range All {
		if err == nil && l.Number == number || word == l.Slug || word == l.ID() {
			return l, nil
		}
	}
	var names []string
	for _, l := range All {
		names = append(names, l.ID(), l.Slug)
	}
	these := fmt.Sprintf("; there are %d to %d, such as %s", All[0].Number, All[len(All)-1].Number, All[0].ID())
	return Lesson{}, fmt.Errorf("no lesson %q%s", word, cmp.Or(nearest.Meant(word, names), these))
}

// FindAll returns the lessons that a word names: one, as in Find, or a range such as "5-7".
func FindAll(word string) ([]Lesson, error) {
	first, last, isRange := strings.Cut(word, "-")
	from, err := strconv.Atoi(first)
	to, errTo := strconv.Atoi(last)
	if !isRange || err != nil || errTo != nil {
		l, err := Find(word)
		return []Lesson{l}, err
	}
	if from > to {
		return nil, fmt.Errorf("%s: the smaller number comes first, such as %d-%d", word, to, from)
	}
	var all []Lesson
	for _, l := range UpTo(to) {
		if l.Number >= from {
			all = append(all, l)
		}
	}
	if len(all) != to-from+1 {
		return nil, fmt.Errorf("lessons %d to %d are not all there; there are %d to %d", from, to, All[0].Number, All[len(All)-1].Number)
	}
	return all, nil
}

// UpTo returns the lessons up to and including number, in teaching order.
func UpTo(number int) []Lesson {
	var upTo []Lesson
	for _, l := range All {
		if l.Number <= number {
			upTo = append(upTo, l)
		}
	}
	return upTo
}
