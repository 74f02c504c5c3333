package wholefile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestTry: an action that fails for a moment is tried again, but not for ever.
func TestTry(t *testing.T) {
	open := errors.New("somebody has it open")
	for _, c := range []struct {
		name string
		err  error
		ends time.Duration // when it would succeed
		want error
		took time.Duration
	}{
		{"at once", open, 0, nil, 0},
		{"open for a moment", open, 42 * time.Millisecond, nil, 45 * time.Millisecond},
		{"open for long", open, time.Hour, open, tryTime},
		{"not there", fs.ErrNotExist, time.Hour, fs.ErrNotExist, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			err := Try(func() error {
				if time.Since(began) < c.ends {
					return c.err
				}
				return nil
			})
			if err != c.want || time.Since(began) != c.took {
				t.Errorf("%s: %v after %v, want %v after %v", c.name, err, time.Since(began), c.want, c.took)
			}
		})
	}
}

// TestReplace: the file has the new content or the old. Nothing else is left, and an error
// names the file.
func TestReplace(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	put := func(text string, err error) error {
		return Replace(file, 0o644, func(w io.Writer) error {
			io.WriteString(w, text)
			return err
		})
	}
	if err := put("one", nil); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("half is written")
	if err := put("tw", broken); !errors.Is(err, broken) || !strings.Contains(err.Error(), file) {
		t.Errorf("%v", err)
	}
	if text, err := Read(file); string(text) != "one" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	if all, err := os.ReadDir(filepath.Dir(file)); len(all) != 1 {
		t.Errorf("in the folder are %v (%v)", all, err)
	}
	if _, err := Read(filepath.Dir(file)); err == nil || !strings.Contains(err.Error(), filepath.Dir(file)) {
		t.Errorf("a folder: %v", err)
	}
}
