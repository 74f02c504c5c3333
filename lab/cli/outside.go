package cli

import (
	"errors"
	"fmt"
	"syscall"

	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/lesson"
	"chatlab/lab/story"
)

// style returns the style for the reader of the output.
func style(t *console.Terminal) story.Style {
	color, width := t.Layout()
	return story.Style{Color: color, Width: width}
}

// unsaved reports that progress could not be saved. The command goes on.
func unsaved(t *console.Terminal, err error) {
	if err != nil {
		complain(t.Err, "your progress was not saved: "+err.Error())
	}
}

// unreadable reports that progress could not be read. The command goes on.
func unreadable(t *console.Terminal, err error) {
	if err != nil {
		complain(t.Err, "your progress could not be read: "+err.Error())
	}
}

// unwritten returns an error if the output of the command could not be written, or nil.
func unwritten(t *console.Terminal) error {
	if err := t.Unwritten(); err != nil {
		return notWritten(err)
	}
	return nil
}

// notWritten says that a write to the output failed with err.
func notWritten(err error) error {
	switch {
	case errors.Is(err, syscall.EPIPE):
		return exitError{status: ExitPipe}
	default:
		return exitError{ExitTrouble, fmt.Sprintf("the output could not be written: %v", errors.Unwrap(err))}
	}
}

// lessonAndKit returns the lesson that a word names, and the clone.
func lessonAndKit(word string) (lesson.Lesson, course.Kit, error) {
	l, err := lesson.Find(word)
	if err != nil {
		return l, course.Kit{}, exitError{ExitUsage, err.Error()}
	}
	kit, err := course.Find()
	return l, kit, err
}
