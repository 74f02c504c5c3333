// Package class grades the hand-ins of a class: values first, views after. A Result is one
// hand-in, judged on one lesson. Marks and all views are computed from results alone.
//
//   - result.go: Result, one line of the file of results; words.go: its outcome, in words;
//     with.go: what it was graded with
//   - points.go: what a result earns, and why; pointsfile.go: points as a file; cents.go and
//     portions.go: how points are rounded, so that they add up, and written
//   - roster.go: who is in the class, as a platform exports it; cells.go: the lines of that
//     file, as platforms and spreadsheets write them; place.go: whose hand-in is whose;
//     names.go: when two names mean the same person; which.go: whom a teacher's word means
//   - book.go: Book, the file of results while it is written
//   - class.go: Class, what all views show; assemble.go: a class made of results
//   - folder.go: Load, the class of a folder of results; teachers.go: the teacher's files in it;
//     roll.go: which hand-ins there were
//   - merge.go: results from several folders; diff.go: what a second grading has changed
package class

// A Class is what all views show: the results of a class with their marks.
type Class struct {
	Lessons []Lesson // in the order of the course
	Rows    []Row    // by the name of the student
	Notes   []string // about all, such as hand-ins that the roster does not know
}

// A Lesson is a column of a class.
type Lesson struct {
	ID    string
	Title string
	Of    float64 // the points that can be earned
}

// A Row is one student.
type Row struct {
	Student Student
	Missing bool     // the roster has the student, and there is no hand-in
	Results []Marked // one for each lesson of the class, in that order
}

// A Marked is a result and what it earns. Its Lesson is empty if there is no result: the
// student handed nothing in, or this lesson is not graded yet.
type Marked struct {
	Result
	Mark Mark
}

// Graded reports whether there is a result.
func (m Marked) Graded() bool { return m.Lesson != "" }

// Total returns what the student has earned in all lessons, and of how much. Open reports
// whether part of it could not be judged through no fault of the student: then it is not final.
func (r Row) Total() (got, of float64, open bool) {
	for _, m := range r.Results {
		got, of, open = got+m.Mark.Got, of+m.Mark.Of, open || m.Mark.Open || !m.Graded() && !r.Missing
	}
	return Hundredth(got), Hundredth(of), open
}
