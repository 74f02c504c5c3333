package grader

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// cacheFailed reports whether the words of a build say that Go could not use its cache, which
// only the kit may fill. It does not believe them if a command of the hand-in may have written
// them, or if a file names the cache: with //line, the compiler says what its author likes.
func (x *try) cacheFailed(words string) bool {
	cache := x.grader.confined.cache
	if cache == "" || x.handed.Target.Folder == "" || !strings.Contains(words, "open "+cache) {
		return false
	}
	source := os.DirFS(filepath.Join(x.dir, sourceFolder))
	err := fs.WalkDir(source, ".", func(file string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		text, err := fs.ReadFile(source, file)
		if err == nil && bytes.Contains(text, []byte(cache)) {
			err = fs.ErrInvalid
		}
		return err
	})
	return err == nil
}
