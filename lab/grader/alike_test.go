package grader

import (
	"errors"
	"testing"

	"chatlab/lab/alike"
	"chatlab/lab/course"
	"chatlab/lab/lesson"
	"chatlab/lab/specimen"
)

const root = "../.."

// TestNobodyIsAlikeByWhatWasGiven: students who hand in what they were given, in any language,
// have no form by which they could be alike.
func TestNobodyIsAlikeByWhatWasGiven(t *testing.T) {
	starters, err := course.Starters()
	if err != nil || len(starters) != len(course.OwnLanguages) {
		t.Fatal(len(starters), err)
	}
	for _, l := range lesson.All {
		g, err := given(root, l)
		if err != nil {
			t.Fatal(err)
		}
		broken, err := specimen.Of(root, l)
		if err != nil {
			t.Fatal(err)
		}
		all := append([]map[string][]byte{broken}, starters...)
		python, err := specimen.OfPython(root, l)
		switch {
		case err == nil:
			all = append(all, python)
		case !errors.Is(err, specimen.ErrNoPython):
			t.Fatal(err)
		}
		for _, files := range all {
			if f := g.Form(files); f != (alike.Form{}) {
				t.Errorf("lesson %d: what was given has %d changed tokens", l.Number, f.Tokens)
			}
		}
	}
}
