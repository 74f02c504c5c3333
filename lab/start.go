package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"chatlab/lab/lesson"
	"chatlab/lab/specimen"
)

func startCommand(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "start N",
		Short: "Begin lesson N: get a copy of its broken server to mend",
		Long: `Begin lesson N: write a copy of its broken server into a folder below work/,
with a Go test beside it. What is there already is never written over.`,
		Example:           `  go tool lab start 3`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: oneLesson,
		RunE: func(_ *cobra.Command, args []string) error {
			l, err := lesson.Find(args[0])
			if err != nil {
				return exitError{exitUsage, err.Error()}
			}
			kit, err := findKit()
			if err != nil {
				return err
			}
			if err := kit.start(l); err != nil {
				return err
			}
			t.unsaved(kit.recordStart(l))
			style := t.style()
			number := fmt.Sprint(l.Number)
			fmt.Fprintf(t.out, "Lesson %d: %s\n", l.Number, l.Title)
			fmt.Fprintf(t.out, "Your copy of its broken server: %s\n\n", l.Copy())
			fmt.Fprintf(t.out, "read    %s\n", l.Page())
			fmt.Fprintf(t.out, "check   %s\n", style.Command("check", number))
			fmt.Fprintf(t.out, "   or   go test ./%s\n", l.Copy())
			fmt.Fprintf(t.out, "   or   %s    checks again each time you save\n", style.Command("watch", number))
			fmt.Fprintf(t.out, "hint    %s\n", style.Command("hint", number))
			return nil
		},
	}
}

// start writes the student's copy of a specimen. The folder is made first,
// and must be new: that is how nothing is ever written over.
func (k kit) start(l lesson.Lesson) error {
	files, err := specimen.Of(k.root, l)
	if err != nil {
		return fmt.Errorf("start: %w", err)
	}
	dir := k.path(l.Copy())
	if err := os.MkdirAll(filepath.Dir(dir), 0o777); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o777); errors.Is(err, fs.ErrExist) {
		return exitError{exitFailed, fmt.Sprintf("%s is there already, and stays as it is; to begin anew, move or delete it first", l.Copy())}
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

	"chatlab/lab/grade"
)

func TestLesson(t *testing.T) {
	grade.Test(t, "LESSON")
}
`
