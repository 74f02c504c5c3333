//go:build unix

package scratch

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestRemove: what a stranger has made is removed, however deep and closed it is. Where its
// links lead, nothing is.
func TestRemove(t *testing.T) {
	outside := t.TempDir()
	kept := filepath.Join(outside, "kept")
	dir := filepath.Join(t.TempDir(), "dir")
	at := dir
	for _, err := range []error{os.WriteFile(kept, nil, 0o600), os.MkdirAll(at, 0o700), os.Symlink(outside, filepath.Join(dir, "link"))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Chdir(here)
	syscall.Chdir(at)
	for n := range 2000 { // longer than a path may be
		if err := os.Mkdir(fmt.Sprint("in", n%10), 0o700); err != nil {
			t.Fatal(err)
		}
		os.WriteFile("file", nil, 0)
		os.Symlink(outside, "link")
		syscall.Chdir(fmt.Sprint("in", n%10))
	}
	syscall.Chdir(here)
	closed := filepath.Join(dir, "closed")
	for _, err := range []error{os.MkdirAll(filepath.Join(closed, "more"), 0o700), os.Chmod(closed, 0)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := Remove(dir); err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(dir); err == nil {
		t.Error("it is still there")
	}
	if _, err := os.Stat(kept); err != nil {
		t.Error(err)
	}
}
