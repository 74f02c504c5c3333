package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// A sandbox is a fresh copy of the kit, in which a test types commands as a
// student does. Each command is a process of its own in that folder, so tests
// in different sandboxes run side by side.
type sandbox struct {
	t *testing.T
	kit
}

func newSandbox(t *testing.T) sandbox {
	t.Helper()
	return sandbox{t, kit{copyKit(t, clone(t).root)}}
}

// lab runs a command line and returns its exit status and what it wrote.
func (s sandbox) lab(args ...string) (status int, out, err string) {
	s.t.Helper()
	return labIn(s.t, s.root, args...)
}

// put writes a file of the sandbox.
func (s sandbox) put(file, text string) {
	s.t.Helper()
	if err := os.WriteFile(s.path(file), []byte(text), 0o666); err != nil {
		s.t.Fatal(err)
	}
}

// read returns the text of a file of the sandbox.
func (s sandbox) read(file string) string {
	s.t.Helper()
	text, err := os.ReadFile(s.path(file))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

// labIn runs a command line in a folder, as lab does in the folder of the tests.
func labIn(t *testing.T, dir string, args ...string) (status int, out, err string) {
	t.Helper()
	var outBuf, errBuf bytes.Buffer
	command := labCommand(t, dir, args...)
	command.Stdout, command.Stderr = &outBuf, &errBuf
	failed := new(exec.ExitError)
	if err := command.Run(); err != nil && !errors.As(err, &failed) {
		t.Fatalf("lab %q: %v", args, err)
	}
	return command.ProcessState.ExitCode(), outBuf.String(), errBuf.String()
}

// labCommand is lab, which this very program can be, in a folder.
func labCommand(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), self, args...)
	command.Dir = dir
	command.Env = append(command.Environ(), "GORACE=atexit_sleep_ms=0") // it would sleep for a second
	return command
}

// copyKit copies what commands need into a folder that is the test's own.
func copyKit(t *testing.T, root string) string {
	t.Helper()
	dir := t.TempDir()
	copied := []string{"scripts", "testdata"}
	for _, name := range []string{"server", "client", "lab", "docs"} { // nothing is ever written there
		if os.Symlink(filepath.Join(root, name), filepath.Join(dir, name)) != nil { // on Windows not everybody may
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
