package handin

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestUnread: a hand-in that can't be read is told apart from a scratch folder that can't be
// written, and says nothing about where the hand-ins are.
func TestUnread(t *testing.T) {
	dir := t.TempDir()
	save(t, dir, "ana.zip", []byte("PK\x03\x04"))
	check(t, os.Mkdir(filepath.Join(dir, "bo"), 0o755))
	save(t, dir, filepath.Join("bo", "main.go"), []byte("package main\n"))
	all, err := Find(dir)
	if check(t, err); len(all) != 2 {
		t.Fatal(all)
	}
	if _, err := Lay(all[1], lesson3, filepath.Join(dir, "not there")); err == nil || errors.As(err, new(*Unread)) {
		t.Errorf("a scratch folder that is not there: %v", err)
	}
	check(t, errors.Join(os.Remove(filepath.Join(dir, "ana.zip")), os.RemoveAll(filepath.Join(dir, "bo"))))
	for _, h := range all {
		_, err := Lay(h, lesson3, t.TempDir())
		if unread := new(Unread); !errors.As(err, &unread) || !errors.Is(err, fs.ErrNotExist) || strings.Contains(err.Error(), dir) || !strings.HasPrefix(err.Error(), h.Name+": ") {
			t.Errorf("%s was removed meanwhile: %v", h.Name, err)
		}
	}
}

// failing is a source of one file. It fails in one way.
type failing struct {
	source
	walks, opens error
}

func (f failing) walk(do func(entry, opener) error) error {
	err := do(entry{path: "x"}, func() (io.ReadCloser, error) { return nil, f.opens })
	return errors.Join(err, f.walks)
}

// TestWatched: who could not do something is told apart by where it happened, since the system
// has the same error for both.
func TestWatched(t *testing.T) {
	denied := &fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}
	open := func(_ entry, open opener) error { _, err := open(); return err }
	for name, c := range map[string]struct {
		source failing
		do     func(entry, opener) error
		unread bool
	}{
		"a folder":    {failing{walks: denied}, func(entry, opener) error { return nil }, true},
		"a file":      {failing{opens: denied}, open, true},
		"scratch":     {failing{}, func(entry, opener) error { return denied }, false},
		"the student": {failing{opens: &fault{Damaged, "x", ""}}, open, false},
	} {
		err := watched{c.source, HandIn{Name: "ana"}}.walk(c.do)
		if err == nil || errors.As(err, new(*Unread)) != c.unread {
			t.Errorf("%s: %v", name, err)
		}
	}
}
