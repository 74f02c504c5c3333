package lesson

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// ErrNoClone is the error of Root in a folder of something else.
var ErrNoClone = errors.New("not inside a clone of chatlab")

// Root returns the root of the kit: the nearest folder at or above dir whose go.mod is that
// of chatlab. So every command works in every folder of the clone.
func Root(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for at := dir; ; at = filepath.Dir(at) {
		mod, err := os.ReadFile(filepath.Join(at, "go.mod"))
		if err == nil && bytes.HasPrefix(mod, []byte("module chatlab\n")) {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("%s is %w: no go.mod of its module here or above", dir, ErrNoClone)
		}
	}
}
