// Package grade runs lessons against a server and returns a Report. It writes no text
// and knows no flags: package story does.
//
//   - grade.go: Report and its parts
//   - concerned.go: which clients a failure is about
//   - run.go: Run, which makes a Report; scenarios.go: what it runs of a lesson
//   - hunter.go: scenarios that search in the simulator
//   - evidence.go: picture, capture and trace of a run, as files; size.go: how large they may be;
//     printed.go: what a reader gets of what a program printed
//   - target.go: what is tested: the reference, a student's copy, any command; patched.go:
//     specimens and mutants
//   - builder.go: building each program once; bundle.go: many servers as one
//     program; worker.go: building a server for the simulator
//   - told.go: texts without paths of this machine; race_*.go: whether the race
//     detector is on here
package grade

import (
	"slices"

	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/script"
)

// A Report is the result of a run of lessons.
type Report struct {
	Lessons []LessonReport
}

// A LessonReport is one lesson, judged for one server.
type LessonReport struct {
	Lesson  lesson.Lesson
	Server  string // what was tested, in words: "the reference server"
	target  string // its identity
	Results []Result
	Trouble *program.Trouble // the server could not be built: no scenario ran
	Unrun   int              // scenarios that did not run for that reason
}

// A Result is one scenario, run once or several times.
type Result struct {
	Scenario       script.Scenario
	script.Outcome          // of the first run that did not pass, or of the last
	Runs, Bad      int      // how many runs, and how many of them did not pass
	Turn           int      // when it began among all of its Run, from 0; no chance decides that
	Seed           *uint64  // of the scenario's random choices; nil if it makes none
	Evidence       Evidence // files to look at
	Test           string   // the command line that ran it if it was not lab check, such as that of a Go test; else empty

	// As in its Job:
	Lesson lesson.Lesson
	Flags  []string
	Along  *lesson.Lesson
}

// Mending is the lesson that the student works on.
func (r Result) Mending() lesson.Lesson {
	if r.Along != nil {
		return *r.Along
	}
	return r.Lesson
}

// Fine reports whether there is nothing to mend: the scenario passed or was skipped.
func (r Result) Fine() bool {
	return r.Verdict == script.Passed || r.Verdict == script.Skipped
}

// A Count is how many scenarios had each verdict.
type Count struct {
	Passed, Failed, Trouble, Skipped int
}

// Of reports whether the lesson ran on that server.
func (l LessonReport) Of(t Target) bool { return l.target == t.ID() }

// Count counts the lesson's scenarios.
func (l LessonReport) Count() Count {
	n := Count{Trouble: l.Unrun}
	for _, r := range l.Results {
		switch r.Verdict {
		case script.Passed:
			n.Passed++
		case script.Failed:
			n.Failed++
		case script.Skipped:
			n.Skipped++
		default:
			n.Trouble++
		}
	}
	return n
}

// Unasked reports whether all of the lesson's Breaks were skipped. Then nothing is known,
// and the lesson has not passed.
func (l LessonReport) Unasked() bool {
	asked := func(r Result) bool {
		return r.Verdict != script.Skipped && slices.Contains(l.Lesson.Breaks, r.Scenario.Name)
	}
	about := func(r Result) bool { return slices.Contains(l.Lesson.Breaks, r.Scenario.Name) }
	return slices.ContainsFunc(l.Results, about) && !slices.ContainsFunc(l.Results, asked)
}

// Count counts the scenarios of all lessons.
func (r Report) Count() Count {
	var n Count
	for _, l := range r.Lessons {
		n = n.Plus(l.Count())
	}
	return n
}

// Plus returns the sum of two counts.
func (n Count) Plus(o Count) Count {
	return Count{n.Passed + o.Passed, n.Failed + o.Failed, n.Trouble + o.Trouble, n.Skipped + o.Skipped}
}

// CountOf counts the scenarios that ran on one server.
func (r Report) CountOf(t Target) Count {
	var of Report
	for _, l := range r.Lessons {
		if l.Of(t) {
			of.Lessons = append(of.Lessons, l)
		}
	}
	return of.Count()
}
