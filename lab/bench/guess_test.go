package bench

import (
	"testing"
	"time"

	"chatlab/lab/course"
	"chatlab/lab/lesson"
	"chatlab/lab/progress"
)

// TestAskedUntilAnswered: a check that ran in another way, such as with the button below a command
// of the page, does not end the question for a guess. A pass does.
func TestAskedUntilAnswered(t *testing.T) {
	t.Parallel()
	b, _ := serve(t, oneScenario)
	r := b.room(lesson.All[0])
	for _, passed := range []bool{false, true} {
		record(t, b, func(book progress.Book) { book.Check(r.lesson.ID(), "a copy", 1, passed, time.Now()) })
		if r.asksForGuess() == passed {
			t.Errorf("after a check that passed (%v), the page asks for a guess: %v", passed, passed)
		}
	}
}

// record changes the student's record.
func record(t *testing.T, b *Bench, change func(progress.Book)) {
	t.Helper()
	if err := progress.Update(b.Kit.Path(course.ProgressFile), change); err != nil {
		t.Fatal(err)
	}
}
