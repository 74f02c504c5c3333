package history

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"chatlab/server/wire"
)

// TestOthersTouchTheFile: a line that is shown is in a file at the history's path,
// whatever was done to the earlier file.
func TestOthersTouchTheFile(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows lets nobody move or remove a file that is open")
	}
	another := func(path string) error { return os.WriteFile(path, []byte("another file\n"), 0o666) }
	for _, c := range []struct {
		name    string
		do      func(path string) error
		refused string                  // how a line is refused that cannot be kept; empty: it is kept
		undo    func(path string) error // after this, the next line is kept
		logged  string
	}{
		{"moved, as by a program that rotates logs", func(path string) error { return os.Rename(path, path+".1") }, "", nil, "taken the file away"},
		{"moved, and a new one made", func(path string) error {
			return errors.Join(os.Rename(path, path+".1"), os.WriteFile(path, nil, 0o666))
		}, "", nil, "taken the file away"},
		{"removed", os.Remove, "", nil, "taken the file away"},
		{"emptied", func(path string) error { return os.Truncate(path, 0) }, "", nil, "emptied the file"},
		{"another file", func(path string) error { return errors.Join(os.Remove(path), another(path)) }, "something else there", os.Remove, "taken the file away"},
		{"a folder", func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o777)) }, "something else there", os.Remove, "taken the file away"},
		{"cut in the middle", func(path string) error { return os.Truncate(path, 20) }, "it has 20 bytes", func(path string) error { return os.Truncate(path, 0) }, "emptied the file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := newPath(t)
			var log strings.Builder
			l := begin(t, path, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
			keep(t, l, chat("ana", "one"))
			if err := c.do(path); err != nil {
				t.Fatal(err)
			}
			if c.refused != "" {
				err := l.Keep(chat("ana", "refused"), func() { t.Error("shown, and not kept") })
				if err == nil || !strings.Contains(err.Error(), c.refused) {
					t.Errorf("%v, want %q", err, c.refused)
				}
				if err := c.undo(path); err != nil {
					t.Fatal(err)
				}
			}
			keep(t, l, chat("ana", "two"))
			if got := greeting(l); got != shownAs("[ana] one\n[ana] two\n") {
				t.Errorf("before a restart %q", got)
			}
			l.Close()
			if got := greeting(begin(t, path, Options{})); got != shownAs("[ana] two\n") {
				t.Errorf("after it %q", got)
			}
			if !strings.Contains(log.String(), c.logged) {
				t.Errorf("the log lacks %q:\n%s", c.logged, &log)
			}
		})
	}
}

// TestTakenAwayBeforeItIsPutAside: putting aside a file that is gone is no error.
func TestTakenAwayBeforeItIsPutAside(t *testing.T) {
	if err := putAside(newPath(t)); err != nil {
		t.Error(err)
	}
}

// TestPlaces: links to a file share one lock, and a folder is refused.
func TestPlaces(t *testing.T) {
	path := newPath(t)
	link := path + ".link"
	if err := os.Symlink(filepath.Base(path), link); err != nil {
		t.Skip("no links here: ", err)
	}
	if _, err := Open(link, Options{}); err == nil || !strings.Contains(err.Error(), "is a link") {
		t.Errorf("a link to what is not there: %v", err)
	}
	begin(t, path, Options{})
	if _, err := Open(link, Options{}); !errors.Is(err, ErrInUse) {
		t.Errorf("a link to what is in use: %v", err)
	}
	for _, ending := range []string{"", ".old", ".lock"} {
		path := newPath(t)
		if err := os.Mkdir(path+ending, 0o777); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path, Options{}); err == nil || !strings.Contains(err.Error(), "not a regular file") {
			t.Errorf("a folder at FILE%s: %v", ending, err)
		}
	}
}

// TestLongestLine: the longest allowed line can be read again, even if each of its
// bytes takes six.
func TestLongestLine(t *testing.T) {
	const tabs, rest = 10_000, 1 << 10
	line := chat(strings.Repeat("x", wire.MaxName), "%s", strings.Repeat("\t", tabs))
	if n := len(appendRecords(nil, (Options{}).withDefaults().now(), line)); n > 6*tabs+rest {
		t.Errorf("the record of %d bytes has %d", tabs, n)
	}
	if n := 6*MaxLine + rest; n > maxRecord {
		t.Errorf("the record of the longest line may have %d bytes, more than %d", n, maxRecord)
	}
}
