package bench

import (
	"slices"

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

// guessedOf returns the id of the scenario that the words of a guess are about: the first one of
// which the student expected that it fails, or else the first one that failed. It is empty if there is
// none. The caller holds the lock.
func (r *room) guessedOf(guess *progress.Guess, rows []scenarioRow) string {
	for _, row := range rows {
		if !row.Elsewhere && slices.Contains(guess.Fails, row.Name) {
			return row.ID
		}
	}
	if len(guess.Fails) == 0 && r.failed != nil {
		return r.failed.Scenario.ID()
	}
	return ""
}
