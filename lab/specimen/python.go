package specimen

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"chatlab/lab/lesson"
	"chatlab/lab/patch"
)

// PythonFolder has the specimens in Python, a folder for each lesson that has one.
const PythonFolder = "testdata/broken/python"

// PythonMain is the only file of a specimen in Python.
const PythonMain = "server.py"

// ErrNoPython is the error for a lesson that has no specimen in Python.
var ErrNoPython = errors.New("there is no broken server in Python")

// OfPython reads the specimen of a lesson in Python.
func OfPython(root string, l lesson.Lesson) (Files, error) {
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(path.Join(PythonFolder, l.ID(), PythonMain))))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("lesson %d: %w", l.Number, ErrNoPython)
	}
	return Files{PythonMain: text}, err
}

// PythonFix reads how that specimen is mended.
func PythonFix(root string, l lesson.Lesson) (patch.Patch, error) {
	return patch.Read(filepath.Join(root, filepath.FromSlash(path.Join(PythonFolder, l.ID(), "fix.txtar"))))
}
