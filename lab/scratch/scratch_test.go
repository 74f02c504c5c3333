package scratch

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"
)

// TestFolder: a process has one parent folder, which is removed with the last of its folders.
func TestFolder(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	t.Setenv("TMP", tmp)
	one, removeOne, err := Folder("one")
	if err != nil {
		t.Fatal(err)
	}
	two, removeTwo, err := Folder("two")
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Dir(one) != filepath.Dir(two) || filepath.Dir(filepath.Dir(one)) != tmp {
		t.Errorf("the folders are %s and %s", one, two)
	}
	if err := os.WriteFile(filepath.Join(one, "file"), nil, 0o666); err != nil {
		t.Error(err)
	}
	removeOne()
	if _, err := os.Stat(one); err == nil {
		t.Error("a removed folder is still there")
	}
	if _, err := os.Stat(two); err != nil {
		t.Error(err)
	}
	removeTwo()
	if left, _ := os.ReadDir(tmp); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// TestUnusable: if no folder can be made, the error says which one and what to do.
func TestUnusable(t *testing.T) {
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	t.Setenv("TMPDIR", nowhere)
	t.Setenv("TMP", nowhere)
	_, _, err := Folder("one")
	if err == nil || !strings.Contains(err.Error(), nowhere) || !strings.Contains(err.Error(), "TMPDIR") {
		t.Errorf("the error is %v", err)
	}
}

// TestSweep: a folder is removed only if it is old and has a lock that nobody holds.
func TestSweep(t *testing.T) {
	tmp, outside := t.TempDir(), t.TempDir()
	long := time.Now().Add(-2 * young)
	for name, c := range map[string]struct {
		locked, held, new, stays bool
	}{
		"chatlab-left":    {locked: true},
		"chatlab-held":    {locked: true, held: true, stays: true},
		"chatlab-new":     {locked: true, new: true, stays: true},
		"chatlab-foreign": {stays: true},
		"other-left":      {locked: true, stays: true},
	} {
		path := filepath.Join(tmp, name)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(outside, filepath.Join(path, "link")); err != nil {
			t.Skip("no links here: ", err)
		}
		if c.locked {
			lock := flock.New(filepath.Join(path, lockFile))
			if held, err := lock.TryLock(); err != nil || !held {
				t.Fatal(held, err)
			}
			if c.held {
				defer lock.Unlock()
			} else {
				lock.Unlock()
			}
		}
		if !c.new {
			if err := os.Chtimes(path, long, long); err != nil {
				t.Fatal(err)
			}
		}
		defer func() {
			if _, err := os.Stat(path); (err == nil) != c.stays {
				t.Errorf("%s: there: %v, want %v", name, err == nil, c.stays)
			}
		}()
	}
	if err := os.WriteFile(filepath.Join(outside, "file"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	sweep(tmp)
	if _, err := os.Stat(filepath.Join(outside, "file")); err != nil {
		t.Errorf("what a link led to is gone: %v", err)
	}
}
