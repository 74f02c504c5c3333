package scratch

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Remove removes a folder with everything in it, even if a stranger has filled it. Folders that
// are closed are opened first. Of folders that are nested very deeply, the inner ones are moved
// up first: to remove them where they are would need a descriptor for each. No link is
// followed.
func Remove(dir string) error {
	err := os.RemoveAll(dir)
	for number := 0; err != nil; {
		moved, more := flatten(dir, number)
		number += moved
		if again := os.RemoveAll(dir); again == nil || moved == 0 || more != nil {
			return again
		}
	}
	return nil
}

// mostNested is how deep a folder may be before it is moved up.
const mostNested = 50

// flatten opens the folders below dir, and moves those that are too deep to the top.
func flatten(dir string, number int) (moved int, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return 0, err
	}
	defer root.Close()
	err = errors.Join(os.Chmod(dir, 0o700), fs.WalkDir(root.FS(), ".", func(path string, e fs.DirEntry, err error) error {
		switch {
		case e == nil || !e.IsDir():
			return nil
		case err != nil: // it was closed
			return nil
		}
		root.Chmod(path, 0o700)
		if strings.Count(path, "/") < mostNested {
			return nil
		}
		if err := os.Rename(filepath.Join(dir, filepath.FromSlash(path)), filepath.Join(dir, "moved-"+strconv.Itoa(number+moved))); err != nil {
			return err
		}
		moved++
		return fs.SkipDir
	}))
	return moved, err
}
