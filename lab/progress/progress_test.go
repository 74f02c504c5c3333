package progress

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestWhatWasNotedIsRead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "new", "progress.json")
	notes := []func(Book){
		func(b Book) { b.Start("03-x", noon) },
		func(b Book) { b.Check("03-x", "./work/03-x", 4, false, noon.Add(time.Hour)) },
		func(b Book) { b.Check("03-x", "./work/03-x", 8, true, noon.Add(2*time.Hour)) },
		func(b Book) { b.Check("03-x", "./work/03-x", 7, false, noon.Add(3*time.Hour)) },
		func(b Book) { b.Check("03-x", "./work/03-x", 9, true, noon.Add(4*time.Hour)) },
		func(b Book) { b.Start("04-y", noon.Add(5*time.Hour+time.Millisecond)) },
	}
	for _, note := range notes {
		if err := Update(file, note); err != nil {
			t.Fatal(err)
		}
	}
	want := Book{map[string]Record{
		"03-x": {
			Started: noon, Checked: noon.Add(4 * time.Hour), Tries: 4,
			Passed: &Pass{At: noon.Add(2 * time.Hour), Tries: 2, Server: "./work/03-x", Scenarios: 8},
		},
		"04-y": {Started: noon.Add(5 * time.Hour)},
	}}
	if diff := cmp.Diff(want, read(t, file)); diff != "" {
		t.Errorf("(-noted +read):\n%s", diff)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(file), ".new-*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// TestWhatCantBeReadStays: a file that can't be read does not count as an empty book, and is
// not overwritten. It may be whole.
func TestWhatCantBeReadStays(t *testing.T) {
	for _, text := range []string{"", "{", "null", "[]", `{"lessons":null}`, `{"lessons":{"03-x":{"tries":"many"}}}`, "\x00\xff"} {
		file := filepath.Join(t.TempDir(), "progress.json")
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		fails(t, file)
		if now, err := os.ReadFile(file); string(now) != text {
			t.Errorf("%q was written over: %q, %v", text, now, err)
		}
	}
	folder := filepath.Join(t.TempDir(), "progress.json")
	if err := os.Mkdir(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	fails(t, folder)
}

// fails checks that a book can be neither read nor changed, and that the errors name the
// file.
func fails(t *testing.T, file string) {
	t.Helper()
	b, err := Read(file)
	if err == nil || !strings.Contains(err.Error(), file) || len(b.Lessons) > 0 {
		t.Errorf("read as %+v, %v", b, err)
	}
	if err := Update(file, func(b Book) { b.Start("03-x", noon) }); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("updated: %v", err)
	}
}

func read(t *testing.T, file string) Book {
	t.Helper()
	b, err := Read(file)
	if err != nil {
		t.Error(err)
	}
	return b
}

func TestNothingNewIsNotWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "progress.json")
	if err := Update(file, func(Book) {}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("a file was written: %v", err)
	}
}

// TestReadersSeeWholeBooks: while others write, a reader sees a whole book, never half of
// one. The record is larger than a disk block.
func TestReadersSeeWholeBooks(t *testing.T) {
	file := filepath.Join(t.TempDir(), "progress.json")
	fill := func(b Book) {
		for i := range 200 {
			b.Check(fmt.Sprintf("%03d-x", i), "./work/x", i, true, noon)
		}
	}
	if err := Update(file, fill); err != nil {
		t.Fatal(err)
	}
	var writers sync.WaitGroup
	for range 4 {
		writers.Go(func() {
			for range 50 {
				// Windows can't replace a file that somebody reads. The next check restores
				// the record.
				if err := Update(file, fill); err != nil && runtime.GOOS != "windows" {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { writers.Wait(); close(done) }()
	for {
		if n := len(read(t, file).Lessons); n != 200 {
			t.Errorf("a reader saw %d lessons", n)
		}
		select {
		case <-done:
			return
		default:
		}
	}
}
