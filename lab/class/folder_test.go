package class

import (
	"os"
	"path/filepath"
	"testing"
)

// TestMissingInAPart: who has no result in a part of the class may have one in another. Of the
// whole class, the same student is missing.
func TestMissingInAPart(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, RosterFile), []byte("login,name\nana,Ana\nbruno,Bruno\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	book, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := book.Add(Result{Version: Version, Student: Student{Key: "ana", Name: "ana"}, Lesson: "01-one-at-a-time", Key: "k"}); err != nil {
		t.Fatal(err)
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		parts, students int
	}{{0, 2}, {2, 1}} {
		roll := Roll{}
		roll.Call("01-one-at-a-time", []string{"ana", "other"}, min(row.parts, 1), row.parts)
		if err := roll.Keep(dir); err != nil {
			t.Fatal(err)
		}
		c, err := Load(dir)
		if err != nil || len(c.Rows) != row.students {
			t.Errorf("%d parts: %d students (%v), want %d", row.parts, len(c.Rows), err, row.students)
		}
	}
}
