package watch

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"chatlab/lab/share"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const limit = time.Minute

// A watched is a folder that a test watches.
type watched struct {
	t      *testing.T
	dir    string
	events chan Event
}

// begin watches a folder with one file in it. scratch may be useless.
func begin(t *testing.T, scratch string) *watched {
	t.Helper()
	w := &watched{t, t.TempDir(), make(chan Event)}
	w.save("main.go", "package main\n")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { Run(ctx, w.dir, scratch, w.events); close(done) }()
	t.Cleanup(func() { cancel(); <-done })
	return w
}

// save writes a file elsewhere and renames it to its place, in one step. A plain write could
// look like two saves on a busy machine: first an empty file, then the text.
func (w *watched) save(name, text string) {
	w.t.Helper()
	file := filepath.Join(w.dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		w.t.Fatal(err)
	}
	whole := filepath.Join(w.t.TempDir(), "whole")
	if err := os.WriteFile(whole, []byte(text), 0o666); err != nil {
		w.t.Fatal(err)
	}
	if err := os.Rename(whole, file); err != nil {
		w.t.Fatal(err)
	}
}

func (w *watched) next() Event {
	w.t.Helper()
	select {
	case e := <-w.events:
		return e
	case <-time.After(limit):
		w.t.Fatal("no event")
	}
	return Event{}
}

func (w *watched) wantsHow(how string) {
	w.t.Helper()
	if e := w.next(); e.How != how {
		w.t.Fatalf("the event is %+v, want %q", e, how)
	}
}

// wants takes events until all these names have been in one, and returns how many events it
// took. Any other name is an error.
func (w *watched) wants(what string, names ...string) (events int) {
	w.t.Helper()
	var seen []string
	for !slices.Equal(seen, names) {
		e := w.next()
		if e.How != "" { // on a busy machine the system's report may come too late
			continue
		}
		events++
		for _, name := range e.Saved {
			if !slices.Contains(names, name) {
				w.t.Fatalf("%s: %q is said to be saved, want %q", what, e.Saved, names)
			}
			if !slices.Contains(seen, name) {
				seen = append(seen, name)
			}
		}
		slices.Sort(seen)
	}
	return events
}

// useless returns a scratch folder in which no file can be made.
func useless(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestBothWaysNotice: both ways notice the saves of typical editors.
func TestBothWaysNotice(t *testing.T) {
	for how, scratch := range map[string]string{Told: t.TempDir(), Looking: useless(t)} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			w := begin(t, scratch)
			w.wantsHow(how)

			w.save("main.go", "package main // mended\n")
			w.wants("a save", "main.go")

			// An editor's own files don't count.
			w.save(".main.go.swp", "x")
			w.save("main.go~", "x")
			w.save("#main.go#", "x")
			w.save("main.go.tmp", "x")
			w.save("__pycache__/room.cpython-314.pyc", "x") // nor do Python's
			w.save("main.go", "package main // better\n")
			w.wants("a save among an editor's own files", "main.go")

			w.save("server/room.go", "package server\n")
			w.wants("a file in a new folder", "server/room.go")
			w.save("server/room.go", "package server // mended\n")
			w.wants("a save in it", "server/room.go")

			if err := os.RemoveAll(w.dir); err != nil {
				t.Fatal(err)
			}
			w.wants("everything gone", "main.go", "server/room.go")
			w.save("main.go", "package main // anew\n")
			w.wants("the folder came back", "main.go")
		})
	}
}

// TestManyWritesAreOneSave: an editor that saves in steps causes one event. On a busy machine
// there may be a long pause between two steps, so one success in several tries is enough.
func TestManyWritesAreOneSave(t *testing.T) {
	w := begin(t, t.TempDir())
	w.wantsHow(Told)
	for try := range 10 {
		for i := range 10 {
			w.save("main.go", fmt.Sprint("package main // ", try, i))
			w.save("other.go", fmt.Sprint("package main // ", try, i))
		}
		w.save("last.go", fmt.Sprint("package main // ", try))
		if w.wants("many writes", "last.go", "main.go", "other.go") == 1 {
			return
		}
	}
	t.Error("ten times, many writes were more than one event")
}

// TestASilentSystemIsNotTrusted: a file is changed through another name of it, in a folder
// that we do not watch. Changes on the other side of a mount look the same. We notice, and
// look at the files ourselves from then on.
func TestASilentSystemIsNotTrusted(t *testing.T) {
	share.Slow(t)
	if runtime.GOOS != "linux" {
		t.Skip("other systems report the file, whatever name it is changed by")
	}
	w := begin(t, t.TempDir())
	w.wantsHow(Told)
	other := filepath.Join(t.TempDir(), "other-name.go")
	if err := os.Link(filepath.Join(w.dir, "main.go"), other); err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	text.WriteString("package main\n")
	for {
		text.WriteString("// more\n")
		if err := os.WriteFile(other, []byte(text.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		e := w.next()
		if e.How == Looking {
			return
		}
		if len(text.String()) > 200 {
			t.Fatal("it still relies on the system")
		}
	}
}
