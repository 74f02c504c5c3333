package grader

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// buildFailed reports whether the words of a build say that Go could not use its cache, which
// only the kit may fill, or that the disk is full. It does not believe them if a command of the
// hand-in may have written them, or if a file has what they say: with //line, the compiler says
// what its author likes.
func (x *try) buildFailed(words string) bool {
	if x.handed.Target.Folder == "" {
		return false
	}
	if cache := x.grader.confined.cache; cache != "" && strings.Contains(words, "open "+cache) && !x.has(cache) {
		return true
	}
	return slices.ContainsFunc(fullWords, func(full string) bool { return strings.Contains(words, full) && !x.has(full) })
}

// has reports whether a file of the hand-in has some words, or can't be read.
func (x *try) has(words string) bool {
	source := os.DirFS(filepath.Join(x.dir, sourceFolder))
	err := fs.WalkDir(source, ".", func(file string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		text, err := fs.ReadFile(source, file)
		if err == nil && bytes.Contains(text, []byte(words)) {
			err = fs.ErrInvalid
		}
		return err
	})
	return err != nil
}
