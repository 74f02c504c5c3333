package course_test

import (
	"testing"

	"chatlab/lab/course"
	"chatlab/lab/lesson"
	"chatlab/lab/progress"
	"chatlab/lab/sandbox"
)

// TestNextLessonKeepsTheLanguage: a student of Python goes on with the next lesson in
// Python, past those that are only in Go, and then with those.
func TestNextLessonKeepsTheLanguage(t *testing.T) {
	t.Parallel()
	k := course.Kit{Root: sandbox.Copy(t)}
	book := progress.Book{Lessons: map[string]progress.Record{}}
	for _, step := range []struct {
		number   int
		in       string
		next     int
		nextIn   string
		follower int // the lesson that the key n begins
	}{
		{1, "go", 2, "go", 2},
		{2, "python", 3, "python", 3},
		{7, "python", 10, "python", 10},
		{10, "python", 3, "python", 0}, // the first that was left out; nothing follows
		{11, "go", 12, "go", 12},
	} {
		l := find(t, step.number)
		if err := k.StartIn(l, step.in); err != nil {
			t.Fatal(err)
		}
		book.Lessons[l.ID()] = progress.Record{Passed: &progress.Pass{}}
		next, ok := k.NextLesson(book, l.Number)
		if !ok || next.Number != step.next || k.NextLanguage(next) != step.nextIn {
			t.Errorf("after lesson %d in %s: lesson %d in %s, %v; want %d in %s", l.Number, step.in, next.Number, k.NextLanguage(next), ok, step.next, step.nextIn)
		}
		follower := 0
		if after := k.After(l); after != nil {
			follower = after.Number
		}
		if follower != step.follower {
			t.Errorf("lesson %d in %s is followed by lesson %d, want %d", l.Number, step.in, follower, step.follower)
		}
	}
}

func find(t *testing.T, number int) lesson.Lesson {
	t.Helper()
	for _, l := range lesson.All {
		if l.Number == number {
			return l
		}
	}
	t.Fatalf("there is no lesson %d", number)
	return lesson.Lesson{}
}
