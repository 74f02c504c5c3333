package bench

import (
	"chatlab/lab/progress"
)

// guess returns what the student has expected of the first run, or nil.
func (r *room) guess() *progress.Guess {
	book, _ := r.bench.Kit.Progress() // a damaged book is told where it is written
	return book.Lessons[r.lesson.ID()].Guess
}

// asksForGuess reports whether the page asks for a guess: nothing of this lesson has run yet, and
// the student has neither guessed nor declined.
func (r *room) asksForGuess() bool {
	book, _ := r.bench.Kit.Progress()
	record := book.Lessons[r.lesson.ID()]
	return record.Guess == nil && record.Tries == 0 && !r.lesson.IsOwn()
}
