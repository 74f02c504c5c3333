package course

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"chatlab/lab/lesson"
)

// oldCopies is the folder with copies that students have put aside. Its dot keeps it out of
// ./... of the go command.
const oldCopies = "work/.old"

// Reset puts the student's copy of a lesson aside and writes a new one, in the same language.
// It returns where the old one is now, relative to the kit. The error is a NoCopy if there is
// none.
func (k Kit) Reset(l lesson.Lesson) (old string, err error) {
	if !k.HasCopy(l) {
		return "", k.Missing(l)
	}
	language := k.Language(l)
	if err := os.MkdirAll(k.Path(oldCopies), 0o777); err != nil {
		return "", err
	}
	for n := 1; ; n++ {
		old = fmt.Sprintf("%s/%s-%d", oldCopies, l.ID(), n)
		if _, err := os.Lstat(k.Path(old)); errors.Is(err, fs.ErrNotExist) {
			break
		} else if err != nil {
			return "", err
		}
	}
	if err := os.Rename(k.Path(l.Copy()), k.Path(old)); err != nil {
		return "", err
	}
	if err := k.StartIn(l, language); err != nil {
		os.RemoveAll(filepath.Clean(k.Path(l.Copy()))) // what was begun
		return "", errors.Join(err, os.Rename(k.Path(old), k.Path(l.Copy())))
	}
	return old, nil
}
