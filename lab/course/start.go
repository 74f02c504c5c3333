package course

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"chatlab/lab/lesson"
	"chatlab/lab/specimen"
)

// StartIn starts a lesson in a language.
func (k Kit) StartIn(l lesson.Lesson, language string) error {
	switch {
	case l.IsOwn():
		return k.startOwn(language)
	case language == inGo:
		return k.Start(l)
	case language == inPython:
		return k.startPython(l)
	}
	return Misuse{What: fmt.Sprintf("lessons are in %s, not in %q", strings.Join(Languages, " and "), language)}
}

// startPython writes the student's copy of a specimen in Python, with its server file.
func (k Kit) startPython(l lesson.Lesson) error {
	files, err := specimen.OfPython(k.Root, l)
	if errors.Is(err, specimen.ErrNoPython) {
		return Misuse{What: fmt.Sprintf("lesson %d has no server in Python; lessons in Python are %s", l.Number, k.numbersInPython())}
	}
	if err != nil {
		return fmt.Errorf("start: %w", err)
	}
	dir, err := k.makeCopy(l)
	if err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, ServerFile), fmt.Appendf(nil, pythonServerFile, pythonName()), 0o666)
}

// pythonServerFile is a template for the server file; %s is the name of Python.
const pythonServerFile = `# How the kit runs this server. docs/any-language.md has all words of this file.
run %s server.py {port}
`

// pythonName is what Python is called on this system.
func pythonName() string {
	if runtime.GOOS == "windows" {
		return "python"
	}
	return "python3"
}

// numbersInPython lists the lessons that have a specimen in Python.
func (k Kit) numbersInPython() string {
	var numbers []string
	for _, l := range lesson.All {
		if k.inPython(l) {
			numbers = append(numbers, fmt.Sprint(l.Number))
		}
	}
	return strings.Join(numbers, ", ")
}

// Start writes the student's copy of a specimen. It makes the folder first and fails if
// that exists, so it never overwrites anything.
func (k Kit) Start(l lesson.Lesson) error {
	files, err := specimen.Of(k.Root, l)
	if err != nil {
		return fmt.Errorf("start: %w", err)
	}
	dir, err := k.makeCopy(l)
	if err != nil {
		return err
	}
	if err := files.Write(dir, "chatlab/"+l.Copy()); err != nil {
		return err
	}
	test := strings.ReplaceAll(lessonTest, "LESSON", l.ID())
	return os.WriteFile(filepath.Join(dir, "lesson_test.go"), []byte(test), 0o666)
}

// makeCopy makes the folder of a copy, which must be new.
func (k Kit) makeCopy(l lesson.Lesson) (dir string, err error) {
	dir = k.Path(l.Copy())
	if err := os.MkdirAll(filepath.Dir(dir), 0o777); err != nil {
		return "", err
	}
	if err := os.Mkdir(dir, 0o777); errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("%s exists already, and was not changed; to start again, move or delete it first", l.Copy())
	} else if err != nil {
		return "", err
	}
	return dir, nil
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
