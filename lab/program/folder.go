package program

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"chatlab/lab/scratch"
)

// buildRoom is how many bytes a build of a server needs in the folder of its executable: with 8 MiB
// none succeeds, with 24 MiB each does.
const buildRoom = 16 << 20

// Unfit returns the trouble with a folder in which programs are to be built and run: it has no room,
// or the system runs no programs there. It returns nil if nothing is known against it. Tried is what
// is to be built. The server is not to blame for what would go wrong there.
func Unfit(dir, tried string) *Trouble {
	t := &Trouble{Kind: OfTheKit, Tried: tried}
	if free, known := scratch.Room(dir); known && free < buildRoom {
		t.What = fmt.Sprintf("a server can't be built in the folder for temporary files, %s: less than %d MB are free there; set TMPDIR (on Windows TMP) to a folder on a disk that has room", outer(dir), buildRoom>>20)
		return t
	}
	if err := runsPrograms(dir); err != nil {
		t.What = noPrograms(dir, err)
		return t
	}
	return nil
}

// runsPrograms returns why the system runs no programs in a folder; nil if it does, or if nobody
// knows.
func runsPrograms(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	script := filepath.Join(dir, "runs.sh")
	defer os.Remove(script)
	if os.WriteFile(script, []byte("#!/bin/sh\nexit 0\n"), 0o700) != nil {
		return nil
	}
	if err := exec.Command(script).Run(); errors.Is(err, fs.ErrPermission) {
		return fs.ErrPermission
	}
	return nil
}

func noPrograms(dir string, err error) string {
	return fmt.Sprintf("programs can't be run in the folder for temporary files, %s: %v; set TMPDIR (on Windows TMP) to one that is not mounted noexec", outer(dir), err)
}

// outer is the folder for temporary files if dir is below it, and else dir itself.
func outer(dir string) string {
	if isTemporary(dir) {
		return os.TempDir()
	}
	return dir
}

// isTemporary reports whether a path is below the folder for temporary files.
func isTemporary(path string) bool {
	return strings.HasPrefix(path, filepath.Clean(os.TempDir())+string(filepath.Separator))
}
