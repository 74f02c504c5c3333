package course

import (
	"slices"
	"time"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/progress"
)

// ProgressFile has the student's record. It is kept with the copies and ignored by git.
// Like all paths of the kit it has forward slashes.
const ProgressFile = "work/.lab/progress.json"

// A Standing is how far a student is with a lesson.
type Standing string

const (
	NotStarted Standing = "not started"
	Started    Standing = "started"
	Passed     Standing = "passed"
)

// Progress reads the student's record. After an error, Standing still knows what the copies
// tell.
func (k Kit) Progress() (progress.Book, error) { return progress.Read(k.Path(ProgressFile)) }

// Standing returns how far the student is. A copy counts as started even if the book does
// not know it: the book may be lost.
func (k Kit) Standing(l lesson.Lesson, b progress.Book) Standing {
	switch {
	case b.Lessons[l.ID()].Passed != nil:
		return Passed
	case k.HasCopy(l):
		return Started
	}
	return NotStarted
}

// NextLesson returns the next lesson that has not passed: the first after number behind, or
// else the first of all. A student who works in Python goes on with those in Python first.
// It is not ok if all lessons have passed.
func (k Kit) NextLesson(b progress.Book, behind int) (l lesson.Lesson, ok bool) {
	var after, before []lesson.Lesson
	// With no lesson to go on from, the copies alone say in which language the student works.
	// After a lesson in Go, the next one follows even if earlier copies are in Python.
	python := behind == 0
	for _, l := range lesson.All {
		python = python || l.Number == behind && k.Language(l) == inPython
		switch {
		case k.Standing(l, b) == Passed:
		case l.Number > behind:
			after = append(after, l)
		default:
			before = append(before, l)
		}
	}
	open := append(after, before...)
	for _, l := range open {
		if python && k.NextLanguage(l) == inPython {
			return l, true
		}
	}
	if len(open) == 0 {
		return lesson.Lesson{}, false
	}
	return open[0], true
}

// RecordStart notes that the student started a lesson.
func (k Kit) RecordStart(l lesson.Lesson) error {
	return progress.Update(k.Path(ProgressFile), func(b progress.Book) { b.Start(l.ID(), time.Now()) })
}

// RecordGuess notes what the student expects of the first check, and later how right that was.
func (k Kit) RecordGuess(l lesson.Lesson, g *progress.Guess) error {
	return progress.Update(k.Path(ProgressFile), func(b progress.Book) { b.Guess(l.ID(), g) })
}

// Mended returns the lessons whose copies a check has found mended. All scenarios that ran on
// the copy passed, also those of earlier lessons, and a key scenario of the lesson was among
// them: a server file may say that none of them applies. A run of some scenarios, such as with
// --run, mends nothing. Nor does one of a server named by hand.
func (p Plan) Mended(report grade.Report) (mended []lesson.Lesson) {
	if p.Asked.Server != "" || p.Asked.Mutant != "" || p.Asked.Run != "" {
		return nil
	}
	for i, l := range report.Lessons {
		job := p.Jobs[i]
		n := report.CountOf(job.Target)
		if job.Along == nil && job.Target.Kind == grade.Copy && n.Passed > 0 && n.Failed+n.Trouble == 0 && !l.Unasked() {
			mended = append(mended, job.Lesson)
		}
	}
	return mended
}

// RecordCheck notes the result of a check of the student's copies. A copy passes if it is
// mended. If no scenario of a copy was judged, it was not tried.
func (k Kit) RecordCheck(p Plan, report grade.Report) error {
	if p.Asked.Server != "" || p.Asked.Mutant != "" {
		return nil // a server named by hand does not count
	}
	mended := p.Mended(report)
	return progress.Update(k.Path(ProgressFile), func(b progress.Book) {
		for _, job := range p.Jobs {
			if job.Along != nil || job.Target.Kind != grade.Copy {
				continue
			}
			n := report.CountOf(job.Target)
			if n.Passed+n.Failed > 0 {
				passed := slices.ContainsFunc(mended, func(l lesson.Lesson) bool { return l.Number == job.Lesson.Number })
				b.Check(job.Lesson.ID(), job.Target.Caption, n.Passed, passed, time.Now())
			}
		}
	})
}
