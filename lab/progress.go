package main

import (
	"time"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/progress"
)

// progressFile is where the student's record is kept: with the copies, and
// ignored by git. Like all paths of the kit it has forward slashes.
const progressFile = "work/.lab/progress.json"

// A standing is how far a student is with a lesson.
type standing string

const (
	notStarted standing = "not started"
	started    standing = "started"
	passed     standing = "passed"
)

// progress reads the student's record. Where it can't be read, what the copies tell
// is still known.
func (k kit) progress() (progress.Book, error) { return progress.Read(k.path(progressFile)) }

// standing tells how far the student is. That the copy is there counts more
// than what the book says of it: the book may be lost.
func (k kit) standing(l lesson.Lesson, b progress.Book) standing {
	switch {
	case b.Lessons[l.ID()].Passed != nil:
		return passed
	case k.copied(l):
		return started
	}
	return notStarted
}

// nextLesson is the lesson to take, if there is one that has not passed: the
// first behind the one of that number or, if there is none, the first of all.
func (k kit) nextLesson(b progress.Book, behind int) (l lesson.Lesson, ok bool) {
	for _, l := range lesson.All {
		if l.Number > behind && k.standing(l, b) != passed {
			return l, true
		}
	}
	if behind > 0 {
		return k.nextLesson(b, 0)
	}
	return lesson.Lesson{}, false
}

// recordStart notes that a lesson was begun.
func (k kit) recordStart(l lesson.Lesson) error {
	return progress.Update(k.path(progressFile), func(b progress.Book) { b.Start(l.ID(), time.Now()) })
}

// recordCheck notes what a check of the student's copies has found. A copy has
// passed when all scenarios did that were run on it, those of earlier lessons
// as well. One of which nothing could be judged was not tried; a part of the
// scenarios, as with --run, is a try and never a pass.
func (k kit) recordCheck(p *checkPlan, report grade.Report, f checkFlags) error {
	if f.server != "" || f.mutant != "" {
		return nil // some other program
	}
	return progress.Update(k.path(progressFile), func(b progress.Book) {
		for _, job := range p.jobs {
			if job.Along != nil || job.Target.Folder == "" {
				continue
			}
			n := report.CountOf(job.Target.Name)
			if n.Passed+n.Failed > 0 {
				all := f.run == "" && n.Failed+n.Trouble == 0
				b.Check(job.Lesson.ID(), job.Target.Name, n.Passed, all, time.Now())
			}
		}
	})
}
