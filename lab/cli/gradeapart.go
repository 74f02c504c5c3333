package cli

import (
	"fmt"
	"os"
	"path/filepath"

	"chatlab/lab/grader"
)

// apart returns an error if the results would be taken for a hand-in, or would replace one.
func apart(handIns, out string) error {
	if inside(out, handIns) {
		return fmt.Errorf("--out %s is in the folder of the hand-ins, where it would be taken for one; name a folder outside of it", out)
	}
	for _, name := range grader.Folders {
		if inside(handIns, filepath.Join(out, name)) {
			return fmt.Errorf("the hand-ins are in the folder %s of --out %s, whose files lab grade replaces; name another folder with --out", name, out)
		}
	}
	return nil
}

// inside reports whether a path is a folder, or is in it. The end of the path may not exist
// yet.
func inside(path, folder string) bool {
	of, err := os.Stat(folder)
	if err != nil {
		return false
	}
	if path, err = filepath.Abs(path); err != nil {
		return false
	}
	for at, last := path, ""; at != last; at, last = filepath.Dir(at), at {
		if real, err := filepath.EvalSymlinks(at); err == nil {
			at = real
		}
		if now, err := os.Stat(at); err == nil && os.SameFile(now, of) {
			return true
		}
	}
	return false
}
