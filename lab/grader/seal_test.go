package grader

import (
	"os"
	"path/filepath"
	"testing"

	"chatlab/lab/lesson"
)

// TestHiddenScenariosHaveALesson: the rules of earlier lessons judge a hidden scenario, whether
// its folder has the lesson's id or the lesson is the only one that is graded.
func TestHiddenScenariosHaveALesson(t *testing.T) {
	l, err := lesson.Find("8")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{".", l.ID()} {
		hidden := t.TempDir()
		file := filepath.Join(hidden, folder, "unseen.txtar")
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("# It is so.\nclause P1\nserver\njoin ana\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		all, err := hiddenOf(Options{Hidden: hidden, Lessons: []lesson.Lesson{l}}, l)
		if err != nil || len(all) != 1 || all[0].Lesson != l.ID() || all[0].Name != "unseen" {
			t.Errorf("in %s: %+v, %v", folder, all, err)
		}
	}
}
