package course_test

import (
	"os"
	"path/filepath"
	"testing"

	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/sandbox"
)

// TestOneCopyHoweverTyped: a copy named with --server is the same server as the copy that a
// check finds by itself. It has the same caption, however its path is typed.
func TestOneCopyHoweverTyped(t *testing.T) {
	k := course.Kit{Root: sandbox.Copy(t)}
	l := lesson.All[0]
	if err := k.Start(l); err != nil {
		t.Fatal(err)
	}
	linked := filepath.Join(t.TempDir(), "linked")
	if err := os.Symlink(k.Path(l.Copy()), linked); err != nil {
		t.Skip("no links can be made here: ", err)
	}
	for _, typed := range []string{k.Path(l.Copy()), k.Path(l.Copy()) + "/../" + l.ID() + "/", linked} {
		plan, err := k.Plan(course.Asked{Lessons: []lesson.Lesson{l}, Server: typed}, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		want, err := k.Copy(l)
		if err != nil {
			t.Fatal(err)
		}
		got := plan.Jobs[0].Target
		if got.ID() != want.ID() || got.Caption != want.Caption || got.Kind != grade.Copy || !got.Announces {
			t.Errorf("typed as %s it is %+v, not %+v", typed, got, want)
		}
	}
}

// TestElsewhereIsNoCopy: the files of a copy in another folder are ordinary Go code.
func TestElsewhereIsNoCopy(t *testing.T) {
	k := course.Kit{Root: sandbox.Copy(t)}
	l := lesson.All[0]
	if err := k.Start(l); err != nil {
		t.Fatal(err)
	}
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.CopyFS(elsewhere, os.DirFS(k.Path(l.Copy()))); err != nil {
		t.Fatal(err)
	}
	plan, err := k.Plan(course.Asked{Lessons: []lesson.Lesson{l}, Server: elsewhere}, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	own, err := k.Copy(l)
	if got := plan.Jobs[0].Target; err != nil || got.Kind != grade.Folder || got.Caption != elsewhere || got.ID() == own.ID() {
		t.Errorf("it is %+v", got)
	}
}
