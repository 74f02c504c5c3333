package course

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"chatlab/lab/lesson"
	"chatlab/lab/specimen"
)

// Start writes the student's copy of a specimen. It makes the folder first and fails if
// that exists, so it never overwrites anything.
func (k Kit) Start(l lesson.Lesson) error {
	files, err := specimen.Of(k.Root, l)
	if err != nil {
		return fmt.Errorf("start: %w", err)
	}
	dir := k.Path(l.Copy())
	if err := os.MkdirAll(filepath.Dir(dir), 0o777); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o777); errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists already, and was not changed; to start again, move or delete it first", l.Copy())
	} else if err != nil {
		return err
	}
	if err := files.Write(dir, "chatlab/"+l.Copy()); err != nil {
		return err
	}
	test := strings.ReplaceAll(lessonTest, "LESSON", l.ID())
	return os.WriteFile(filepath.Join(dir, "lesson_test.go"), []byte(test), 0o666)
}

// lessonTest lets `go test` run a lesson on the program of its folder.
const lessonTest = `// Written by "lab start". It runs the lesson's scenarios on the program in
// this folder: go test ./work/LESSON

package main

import (
	"testing"

	"chatlab/lab/labtest"
)

func TestLesson(t *testing.T) {
	labtest.Test(t, "LESSON")
}
`
