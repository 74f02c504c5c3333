package grader

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chatlab/lab/class"
	"chatlab/lab/handin"
	"chatlab/lab/lesson"
)

// TestUnread: a hand-in that can't be read is trouble of its own, for which the student is not to
// blame. A scratch folder that can't be used is trouble of all, and ends the grading.
func TestUnread(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	if err := errors.Join(os.Mkdir(filepath.Join(dir, "ana"), 0o755), os.Mkdir(filepath.Join(dir, "bo"), 0o755)); err != nil {
		t.Fatal(err)
	}
	all, err := handin.Find(dir)
	if err != nil || len(all) != 2 {
		t.Fatal(all, err)
	}
	book, err := class.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	one := func(out string) (class.Result, error) {
		u := unit{all[0], lesson.All[2]}
		r, _, err := (&Grader{}).one(t.Context(), u, Task{Out: out, Book: book}, false)
		return r, err
	}
	if err := os.Remove(all[0].Path); err != nil {
		t.Fatal(err)
	}
	if r, err := one(out); err != nil || r.Trouble == nil || !r.Trouble.OfKit() || r.Final() || len(r.Notes) != 1 {
		t.Errorf("removed: %+v, %v", r, err)
	}
	used := filepath.Join(out, underWay, all[0].Safe+"-"+lesson.All[2].ID(), sourceFolder, "used")
	if err := os.MkdirAll(used, 0o755); err != nil {
		t.Fatal(err)
	}
	if r, err := one(out); err == nil {
		t.Errorf("a scratch folder in use: %+v", r)
	}
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if r, err := one(filepath.Join(dir, "file")); err == nil {
		t.Errorf("no folder: %+v", r)
	}
}

// TestFullDisk: on a full disk nobody is judged, and what was judged while it became full has no
// mark. The next run does both again.
func TestFullDisk(t *testing.T) {
	x := &try{grader: &Grader{}, unit: unit{lesson: lesson.All[2]}}
	x.result.Refused = class.Refuse("no server to run", "x", "y")
	if x.spoilt(); x.result.Final() || x.result.Refused != nil {
		t.Errorf("%+v", x.result)
	}
	out := t.TempDir()
	book, err := class.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	h := handin.HandIn{Name: "ana", Safe: "ana", Kind: handin.Folder, Path: t.TempDir()}
	g := &Grader{disk: func(string) (uint64, bool) { return 0, true }}
	if _, _, err := g.one(t.Context(), unit{h, lesson.All[2]}, Task{Out: out, Book: book}, false); err == nil || !strings.Contains(err.Error(), "has only 0 MB left") {
		t.Errorf("a hand-in was judged on a full disk: %v", err)
	}
}
