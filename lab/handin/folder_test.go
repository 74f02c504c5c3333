package handin

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
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
