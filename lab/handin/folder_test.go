package handin

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestFolderOfMany: a folder is not read to its end if it has too many files, nor is one of a
// tool.
func TestFolderOfMany(t *testing.T) {
	dir := t.TempDir()
	makeFolder(t, dir, append(many(5), under("node_modules", many(20))...))
	s, err := openFolder(dir)
	check(t, err)
	defer s.close()
	f := s.(*folder)
	if names, err := f.names(".", 6); len(names) != 6 || err != nil {
		t.Errorf("%q, %v", names, err)
	}
	_, err = f.names(".", 5)
	if why := new(fault); !errors.As(err, &why) || why.reason != TooMany {
		t.Error(err)
	}
	inv, err := take(s, false)
	if err != nil || inv.seen != 6 || len(inv.items) != 6 {
		t.Errorf("%d seen, %d items, %v", inv.seen, len(inv.items), err)
	}
}

// TestReplaced: a file that is another one when it is opened is not read.
func TestReplaced(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	makeFolder(t, dir, many(1))
	makeFolder(t, other, []made{{"secret", "secret", 0}})
	s, err := openFolder(dir)
	check(t, err)
	defer s.close()
	err = s.walk(func(e entry, open opener) error {
		check(t, os.Rename(filepath.Join(other, "secret"), filepath.Join(dir, e.path)))
		content, err := open()
		if err == nil {
			content.Close()
		}
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "f0.py: it was replaced") {
		t.Error(err)
	}
}

// A turning source has a file in the first pass, and a link in the second.
type turning struct {
	meter
	kinds []entryKind
}

func (s *turning) walk(do func(entry, opener) error) error {
	kind := s.kinds[0]
	s.kinds = s.kinds[1:]
	return do(entry{path: "main.go", kind: kind}, func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("secret")), nil })
}

func (s *turning) close() error { return nil }

// TestTurns: what is a link in the second pass is not laid.
func TestTurns(t *testing.T) {
	for second, want := range map[entryKind]int{aFile: 1, aSymlink: 0} {
		root, err := os.OpenRoot(t.TempDir())
		check(t, err)
		defer root.Close()
		l := layer{aim: serverOf(lesson3), root: root}
		l.copyAll(&turning{kinds: []entryKind{aFile, second}}, false)
		if len(l.files) != want {
			t.Errorf("%d files are laid, want %d", len(l.files), want)
		}
	}
}

// TestTrouble: an error of this machine is cleaned, and is still the same error. It is not the
// archive's fault.
func TestTrouble(t *testing.T) {
	why := new(fault)
	if err := readFault(&os.PathError{Op: "read", Path: "x", Err: syscall.EIO}, "x"); errors.As(err, &why) {
		t.Error(err)
	}
	err := error(trouble{"ana", &os.PathError{Op: "open", Path: "a\x1b[31m", Err: os.ErrPermission}})
	if !errors.Is(err, os.ErrPermission) || err.Error() != "ana: open a\ufffd[31m: permission denied" {
		t.Errorf("%q", err)
	}
}
