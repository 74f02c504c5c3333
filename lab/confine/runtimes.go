package confine

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"chatlab/lab/program"
)

// Runtimes are the programs that run or build hand-ins, where they are not in the system's
// own folders.
type Runtimes struct {
	Read []string // their folders
	Path []string // the folders of their executables
}

// askTime is how long a runtime may take to say where it is.
const askTime = 10 * time.Second

// A runtime is a program that knows where it is. What is found in PATH may be a small program
// that chooses one of several versions, and needs much more than the version that it chooses.
type runtimeProgram struct {
	name string
	args []string // it prints its folders, one a line; nil: they are those of its executable
	bin  string   // where its executables are, within the first folder
}

var runtimePrograms = []runtimeProgram{
	{"go", []string{"env", "GOROOT"}, "bin"},
	{"python3", []string{"-I", "-c", "import sys; print(sys.prefix); print(sys.base_prefix)"}, "bin"},
	{"node", []string{"-p", "require('path').dirname(require('path').dirname(process.execPath))"}, "bin"},
	{"java", nil, "bin"},
	{"javac", nil, "bin"},
	{"rustc", []string{"--print", "sysroot"}, "bin"},
}

// FindRuntimes asks the runtimes of this machine where they are. Call it before any hand-in
// runs.
func FindRuntimes(ctx context.Context) (found Runtimes) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	for _, r := range runtimePrograms {
		folders := r.folders(ctx)
		if len(folders) == 0 || ofSystem(folders[0]) {
			continue
		}
		for _, folder := range folders {
			if !ofSystem(folder) && isPrivate(folder) == "" && !slices.Contains(found.Read, folder) {
				found.Read = append(found.Read, folder)
			}
		}
		if bin := filepath.Join(folders[0], r.bin); !slices.Contains(found.Path, bin) {
			found.Path = append(found.Path, bin)
		}
	}
	return found
}

// folders returns the folders of a runtime, or nil if it is not there.
func (r runtimeProgram) folders(ctx context.Context) (folders []string) {
	path := program.Find(r.name)
	if path == "" {
		return nil
	}
	if r.args == nil {
		real, err := filepath.EvalSymlinks(path)
		if err != nil {
			return nil
		}
		return []string{filepath.Dir(filepath.Dir(real))}
	}
	out, err := program.Output(ctx, os.TempDir(), path, r.args...)
	if err != nil {
		return nil
	}
	for line := range strings.Lines(out) {
		if folder := strings.TrimSpace(line); filepath.IsAbs(folder) {
			folders = append(folders, filepath.Clean(folder))
		}
	}
	return folders
}

// ofSystem reports whether programs may read a folder anyway. /usr has /usr/local, too.
func ofSystem(folder string) bool { return within("/usr", folder) }

// isPrivate returns why a folder must not be read: it holds more than a runtime.
func isPrivate(folder string) string {
	home, err := os.UserHomeDir()
	switch {
	case folder == "/":
		return "it is the whole system"
	case err == nil && within(folder, home):
		return "the home folder is in it"
	}
	return ""
}

// within reports whether path is folder, or in it.
func within(folder, path string) bool {
	rest, err := filepath.Rel(folder, path)
	return err == nil && filepath.IsLocal(rest)
}
