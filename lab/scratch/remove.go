package scratch

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Remove removes a folder with everything in it, even if a stranger has filled it. Folders that
// are closed are opened first. Of folders that are nested very deeply, the inner ones are moved
// up first: to remove them where they are would need a descriptor for each. No link is
// followed.
func Remove(dir string) error {
	if _, err := os.Lstat(dir); err != nil {
		return os.RemoveAll(dir)
	}
	tops := []string{dir}
	for at := 0; at < len(tops); at++ {
		err := open(tops[at], func(deep string) error {
			top, err := os.MkdirTemp(dir, "moved-*")
			if err != nil {
				return err
			}
			tops = append(tops, top)
			return os.Rename(deep, filepath.Join(top, "in"))
		})
		if err != nil {
			break
		}
	}
	return os.RemoveAll(dir)
}

// mostNested is how deep a folder may be before it is moved up.
const mostNested = 50

// open opens a folder and those in it, and calls deep for each that is too deep to go on.
func open(dir string, deep func(path string) error) error {
	if err := os.Chmod(dir, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	return fs.WalkDir(root.FS(), ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return nil // RemoveAll says what it can't remove
		}
		root.Chmod(path, 0o700)
		if strings.Count(path, "/") < mostNested {
			return nil
		}
		return cmp.Or(deep(filepath.Join(dir, filepath.FromSlash(path))), fs.SkipDir)
	})
}
