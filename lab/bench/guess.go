package bench

import (
	"chatlab/lab/progress"
)

// guess returns what the student has expected of the first run, or nil.
func (r *room) guess() *progress.Guess {
	book, _ := r.bench.Kit.Progress() // a damaged book is told where it is written
	return book.Lessons[r.lesson.ID()].Guess
}

// asksForGuess reports whether the page asks for a guess: until the student has guessed or declined,
// whatever has run meanwhile. A lesson that has passed leaves nothing to guess.
func (r *room) asksForGuess() bool {
	book, _ := r.bench.Kit.Progress()
	record := book.Lessons[r.lesson.ID()]
	return record.Guess == nil && record.Passed == nil && !r.lesson.IsOwn()
}
