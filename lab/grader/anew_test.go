package grader

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/class"
	"chatlab/lab/handin"
)

// TestAnew: results of these hand-ins and lessons that were graded with something else are counted,
// and every reason is named once.
func TestAnew(t *testing.T) {
	now := func(slow, seed string) map[string]string { return map[string]string{"--slow": slow, "--seed": seed} }
	g := &Grader{sealed: sealed{
		hash: map[string]string{"03-x": "3", "04-y": "4"},
		with: map[string]map[string]string{"03-x": now("1", "1"), "04-y": now("1", "1")},
	}}
	of := func(key, lesson, sealed string, with map[string]string) class.Result {
		return class.Result{Student: class.Student{Key: key}, Lesson: lesson, Sealed: sealed, With: with}
	}
	results := []class.Result{
		of("ana", "03-x", "3", now("1", "1")), // the same
		of("ana", "04-y", "s", now("2", "1")),
		of("bea", "03-x", "s", now("2", "7")),
		of("cem", "03-x", "s", now("9", "9")), // no hand-in of these
		of("ana", "05-z", "s", now("9", "9")), // no lesson of these
	}
	n, why := g.Anew([]handin.HandIn{{Safe: "ana"}, {Safe: "bea"}}, results)
	want := []string{"the first run had --slow 2, and the second 1", "the first run had --seed 7, and the second 1"}
	if diff := cmp.Diff(want, why); n != 2 || diff != "" {
		t.Errorf("%d results (-want +got)\n%s", n, diff)
	}
}
