package progress

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
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
	if diff := cmp.Diff(want, Read(file)); diff != "" {
		t.Errorf("(-noted +read):\n%s", diff)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(file), "*.tmp")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

func TestADamagedFileIsAnEmptyBook(t *testing.T) {
	for _, text := range []string{"", "{", "null", "[]", `{"lessons":null}`, `{"lessons":{"03-x":{"tries":"many"}}}`, "\x00\xff"} {
		file := filepath.Join(t.TempDir(), "progress.json")
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if b := Read(file); len(b.Lessons) != 0 {
			t.Errorf("%q is read as %+v", text, b)
		}
		if err := Update(file, func(b Book) { b.Start("03-x", noon) }); err != nil {
			t.Errorf("over %q: %v", text, err)
		}
		if b := Read(file); b.Lessons["03-x"].Started != noon {
			t.Errorf("written over %q, it is read as %+v", text, b)
		}
	}
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

// TestReadersSeeWholeBooks: whoever reads while others write sees a book that
// somebody wrote, never half of one. The record is larger than a disk block.
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
				// On Windows a file that somebody reads can't be replaced; the next
				// check makes that good.
				if err := Update(file, fill); err != nil && runtime.GOOS != "windows" {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { writers.Wait(); close(done) }()
	for {
		if n := len(Read(file).Lessons); n != 200 {
			t.Errorf("a reader saw %d lessons", n)
		}
		select {
		case <-done:
			return
		default:
		}
	}
}
