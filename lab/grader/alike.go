package grader

import (
	"errors"
	"os"
	"path/filepath"

	"chatlab/lab/alike"
	"chatlab/lab/course"
	"chatlab/lab/lesson"
	"chatlab/lab/specimen"
)

// given returns what all students of a lesson were given: its broken server in each language,
// and how the kit mends it; and the starters of a server from an empty file.
func given(root string, l lesson.Lesson) (g alike.Given, err error) {
	broken, err := specimen.Of(root, l)
	if err != nil {
		return g, err
	}
	mended, err := specimen.Mended(root, l)
	if err != nil {
		return g, err
	}
	all, err := course.Starters()
	if err != nil {
		return g, err
	}
	all = append(all, broken, mended)
	python, err := specimen.OfPython(root, l)
	switch {
	case errors.Is(err, specimen.ErrNoPython):
		return alike.Give(all...), nil
	case err != nil:
		return g, err
	}
	fix, err := specimen.PythonFix(root, l)
	if err == nil {
		mended, err = python.With(fix)
	}
	return alike.Give(append(all, python, mended)...), err
}

// form notes the form of what was laid, by which hand-ins can be compared. Too much source has
// none.
func (x *try) form() error {
	files, bytes := map[string][]byte{}, 0
	for _, name := range x.laid.Files {
		file := filepath.Join(x.dir, sourceFolder, filepath.FromSlash(name))
		info, err := os.Lstat(file)
		if err != nil {
			return err
		}
		if bytes += int(info.Size()); bytes > alike.MostBytes {
			return nil
		}
		if files[name], err = os.ReadFile(file); err != nil {
			return err
		}
	}
	f := x.grader.sealed.given[x.lesson.ID()].Form(files)
	x.result.Tokens, x.result.Changed = f.Hash, f.Tokens
	return nil
}
