package course

import (
	"time"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/progress"
)

// ProgressFile is where the student's record is kept: with the copies, and
// ignored by git. Like all paths of the kit it has forward slashes.
const ProgressFile = "work/.lab/progress.json"

// A Standing is how far a student is with a lesson.
type Standing string

const (
	NotStarted Standing = "not started"
	Started    Standing = "started"
	Passed     Standing = "passed"
)

// Progress reads the student's record. Where it can't be read, what the copies tell
// is still known.
func (k Kit) Progress() (progress.Book, error) { return progress.Read(k.Path(ProgressFile)) }

// Standing tells how far the student is. That the copy is there counts more
// than what the book says of it: the book may be lost.
func (k Kit) Standing(l lesson.Lesson, b progress.Book) Standing {
	switch {
	case b.Lessons[l.ID()].Passed != nil:
		return Passed
	case k.HasCopy(l):
		return Started
	}
	return NotStarted
}

// NextLesson is the lesson to take, if there is one that has not passed: the
// first behind the one of that number or, if there is none, the first of all.
func (k Kit) NextLesson(b progress.Book, behind int) (l lesson.Lesson, ok bool) {
	for _, l := range lesson.All {
		if l.Number > behind && k.Standing(l, b) != Passed {
			return l, true
		}
	}
	if behind > 0 {
		return k.NextLesson(b, 0)
	}
	return lesson.Lesson{}, false
}

// RecordStart notes that a lesson was begun.
func (k Kit) RecordStart(l lesson.Lesson) error {
	return progress.Update(k.Path(ProgressFile), func(b progress.Book) { b.Start(l.ID(), time.Now()) })
}

// RecordCheck notes what a check of the student's copies has found. A copy has
// passed when all scenarios did that were run on it, those of earlier lessons
// as well. One of which nothing could be judged was not tried; a part of the
// scenarios, as with --run, is a try and never a pass.
func (k Kit) RecordCheck(p Plan, report grade.Report) error {
	if p.Asked.Server != "" || p.Asked.Mutant != "" {
		return nil // named by hand, which does not count
	}
	return progress.Update(k.Path(ProgressFile), func(b progress.Book) {
		for _, job := range p.Jobs {
			if job.Along != nil || job.Target.Kind != grade.Copy {
				continue
			}
			n := report.CountOf(job.Target)
			if n.Passed+n.Failed > 0 {
				all := p.Asked.Run == "" && n.Failed+n.Trouble == 0
				b.Check(job.Lesson.ID(), job.Target.Caption, n.Passed, all, time.Now())
			}
		}
	})
}
