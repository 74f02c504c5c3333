// Package marks shows the marks of a class: to a teacher at a terminal, to grade books, and to
// platforms on which a container grades one student. Everything is a function of the values of
// lab/class. Nothing is read from files or flags.
//
// Whatever a student wrote is text everywhere. It can't become a formula, markup, a control
// sequence or a tag of a platform. A hidden scenario is named to students nowhere, except in
// Gradescope's results, which hide it. Elsewhere all hidden ones are one line with numbers.
//
//   - marks.go: Formats, the table of all formats, and what they need
//   - item.go: what a student is told of each scenario
//   - text.go: what is made of texts; csv.go: cells that can't be formulas
//   - table.go: the class at a terminal, and as CSV with all that we know
//   - moodle.go, canvas.go: grade books
//   - gradescope.go, classroom50.go, prairielearn.go, vpl.go, autolab.go: one student on a
//     platform
//   - junit.go: JUnit XML, for CI systems
package marks

import (
	"errors"
	"io"

	"chatlab/lab/class"
)

// An Input is what a format may need. A format of one student takes Row, all others Class.
type Input struct {
	Class class.Class
	Row   class.Row
	Style Style

	Getenv   func(string) string // the environment that the platform sets
	Exported io.Reader           // the grade book to fill in
	Column   string              // its column
}

// A Format is one way to write marks.
type Format struct {
	Name    string // for the command line
	File    string // how the file is usually called
	For     string // whom or what it is for, in a few words
	Student bool   // it has one student

	// Write writes the format. It tells what a teacher should know, such as students that a
	// grade book does not have.
	Write func(w io.Writer, in Input) (told []string, err error)
}

// ErrUnjudged means that nothing, or not all, of a hand-in could be judged, through no fault of the
// student, and that the format has no way to say so. The program must end with another status
// than 0: then the platform shows no mark, and a teacher hears of it.
var ErrUnjudged = errors.New("not everything could be judged, through no fault of the student; grade it again")

// Formats are all formats.
var Formats = []Format{
	{"table", "", "a table for the terminal", false, func(w io.Writer, in Input) ([]string, error) {
		return nil, Table(w, in.Class, in.Style)
	}},
	{"csv", "marks.csv", "all that we know, for a spreadsheet", false, func(w io.Writer, in Input) ([]string, error) {
		return nil, CSV(w, in.Class)
	}},
	{"moodle", "moodle.csv", "Moodle: Grades, Import, CSV file", false, func(w io.Writer, in Input) ([]string, error) {
		return Moodle(w, in.Class)
	}},
	{"canvas", "canvas.csv", "Canvas: a column of an exported gradebook, filled in", false, func(w io.Writer, in Input) ([]string, error) {
		return Canvas(w, in.Exported, in.Class, in.Column)
	}},
	{"junit", "junit.xml", "JUnit XML: GitLab, Jenkins and others", false, func(w io.Writer, in Input) ([]string, error) {
		return JUnit(w, in.Class)
	}},
	{"gradescope", "results.json", "Gradescope: results/results.json", true, func(w io.Writer, in Input) ([]string, error) {
		return nil, Gradescope(w, in.Row)
	}},
	{"classroom50", "result.json", "Classroom 50: result.json", true, func(w io.Writer, in Input) ([]string, error) {
		return nil, Classroom50(w, in.Row, in.Getenv)
	}},
	{"classroom50-body", "release-body.md", "Classroom 50: release-body.md", true, func(w io.Writer, in Input) ([]string, error) {
		return nil, Classroom50Body(w, in.Row)
	}},
	{"prairielearn", "results.json", "PrairieLearn: results/results.json", true, func(w io.Writer, in Input) ([]string, error) {
		return nil, PrairieLearn(w, in.Row)
	}},
	{"vpl", "", "Moodle VPL: what vpl_execution prints", true, func(w io.Writer, in Input) ([]string, error) {
		return nil, VPL(w, in.Row, in.Getenv)
	}},
	{"autolab", "", "Autolab: the last line that the autograder prints", true, func(w io.Writer, in Input) ([]string, error) {
		return nil, Autolab(w, in.Row)
	}},
}
