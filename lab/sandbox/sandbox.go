// Package sandbox is for tests that type commands of the lab as a student does. The test
// binary must be able to act as lab: its TestMain calls Main.
//
//   - sandbox.go: a copy of the kit, and commands in it
//   - needs.go: what a test needs, and when it is left out; together.go: how many run at once
package sandbox

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"chatlab/lab/course"
	"chatlab/lab/share"
)

// A Sandbox is a fresh copy of the kit, in which a test types commands as a student does.
// Each command is a separate process in that folder, so tests in different sandboxes can
// run side by side. Commands in one sandbox can, too, as in two terminals of a student.
type Sandbox struct {
	T *testing.T
	course.Kit
}

// New makes a sandbox, or skips a test that is not drawn (see share.Costly). Call it first.
func New(t *testing.T) Sandbox {
	t.Helper()
	share.Costly(t)
	return Sandbox{t, course.Kit{Root: Copy(t)}}
}

// Lab runs a command line and returns its exit status and its output.
func (s Sandbox) Lab(args ...string) (status int, out, err string) {
	s.T.Helper()
	return In(s.T, s.Root, args...)
}

// Put writes a file of the sandbox.
func (s Sandbox) Put(file, text string) {
	s.T.Helper()
	if err := os.WriteFile(s.Path(file), []byte(text), 0o666); err != nil {
		s.T.Fatal(err)
	}
}

// Read returns the text of a file of the sandbox.
func (s Sandbox) Read(file string) string {
	s.T.Helper()
	text, err := os.ReadFile(s.Path(file))
	if err != nil {
		s.T.Fatal(err)
	}
	return string(text)
}

// In runs a command line of lab in a folder. It returns its exit status and its output.
func In(t *testing.T, dir string, args ...string) (status int, out, err string) {
	t.Helper()
	var outBuf, errBuf bytes.Buffer
	command := Command(t, dir, args...)
	command.Stdout, command.Stderr = &outBuf, &errBuf
	failed := new(exec.ExitError)
	if err := command.Run(); err != nil && !errors.As(err, &failed) {
		t.Fatalf("lab %q: %v", args, err)
	}
	return command.ProcessState.ExitCode(), outBuf.String(), errBuf.String()
}

// Command returns a command of lab, to run in a folder. This very program acts as lab.
func Command(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), self, args...)
	command.Dir = dir
	command.Env = append(command.Environ(), "GORACE=atexit_sleep_ms=0") // otherwise the race detector sleeps for a second at the end
	return command
}

// Copy copies what commands need into a temporary folder of the test.
func Copy(t *testing.T) string {
	t.Helper()
	root := Clone(t).Root
	dir := t.TempDir()
	copied := []string{"scripts", "testdata"}
	for _, name := range []string{"server", "client", "lab", "docs"} { // no test writes there
		if os.Symlink(filepath.Join(root, name), filepath.Join(dir, name)) != nil { // on Windows some users may not make links
			copied = append(copied, name)
		}
	}
	for _, name := range copied {
		if err := os.CopyFS(filepath.Join(dir, name), os.DirFS(filepath.Join(root, name))); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := fs.ReadFile(os.DirFS(root), name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Clone is the kit that the tests are part of.
func Clone(t *testing.T) course.Kit {
	t.Helper()
	k, err := course.Find()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// Main makes the test binary act as lab if its first argument is a command. Then it does
// not return.
func Main(lab func() int) {
	if len(os.Args) > 1 && !strings.HasPrefix(os.Args[1], "-") {
		os.Exit(lab())
	}
}

// Replaced replaces a text that must occur exactly once.
func Replaced(t *testing.T, text, old, new string) string {
	t.Helper()
	if strings.Count(text, old) != 1 {
		t.Fatalf("%q is not there exactly once", old)
	}
	return strings.Replace(text, old, new, 1)
}
