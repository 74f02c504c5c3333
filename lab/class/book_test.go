package class

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// result is a small result.
func result(student, lesson, key string, verdicts ...Verdict) Result {
	r := Result{Version: Version, Student: Student{Key: student, Name: student}, Lesson: lesson, Key: key, Sealed: "s"}
	for i, v := range verdicts {
		r.Scenarios = append(r.Scenarios, Scenario{ID: lesson + "/" + string(rune('a'+i)), Verdict: v, About: i == 0})
	}
	return r
}

// TestBook: what was added is there after a kill, whatever the kill cut off. The latest result
// of a hand-in counts.
func TestBook(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir)
	for _, r := range []Result{result("bea", "03-x", "1"), result("ana", "03-x", "2"), result("bea", "03-x", "3")} {
		if err := b.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Open(dir); !errors.Is(err, ErrInUse) {
		t.Errorf("a second book of the same results: %v", err)
	}
	if b.Has("bea", "03-x", "1") {
		t.Error("a hand-in that was changed and changed back has its old result")
	}
	text, err := os.ReadFile(filepath.Join(dir, ResultsFile))
	if err != nil {
		t.Fatal(err)
	}
	last := strings.LastIndex(strings.TrimSpace(string(text)), "\n") + 1
	for cut := last; cut < len(text); cut++ { // a kill while the last line was written
		killed := t.TempDir()
		if err := os.WriteFile(filepath.Join(killed, ResultsFile), text[:cut], 0o644); err != nil {
			t.Fatal(err)
		}
		after := open(t, killed)
		if !after.Has("bea", "03-x", "1") || !after.Has("ana", "03-x", "2") || after.Has("bea", "03-x", "3") {
			t.Fatalf("cut at %d of %d: %v", cut, len(text), after.Results())
		}
		if err := errors.Join(after.Add(result("cem", "03-x", "4")), after.Close()); err != nil {
			t.Fatal(err)
		}
		if all, err := ReadResults(killed); err != nil || len(all) != 3 {
			t.Fatalf("cut at %d: %v %v", cut, all, err)
		}
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	all, err := ReadResults(dir)
	if want := []Result{result("ana", "03-x", "2"), result("bea", "03-x", "3")}; err != nil || !cmp.Equal(want, all) {
		t.Errorf("%v %s", err, cmp.Diff(want, all))
	}
}

func open(t *testing.T, dir string) *Book[Result] {
	t.Helper()
	b, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestMerge: shards in any order give the same results. What does not belong together is
// refused.
func TestMerge(t *testing.T) {
	write := func(all ...Result) string {
		dir := t.TempDir()
		b := open(t, dir)
		b.Put(all)
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	one, two := write(result("ana", "03-x", "1")), write(result("bea", "03-x", "2"), result("ana", "04-y", "3"))
	want := []Result{result("ana", "03-x", "1"), result("ana", "04-y", "3"), result("bea", "03-x", "2")}
	for _, dirs := range [][]string{{one, two}, {two, one}, {one, two, one}} {
		if all, err := Merge(dirs); err != nil || !cmp.Equal(want, all) {
			t.Errorf("%v %s", err, cmp.Diff(want, all))
		}
	}
	other := result("cem", "03-x", "4")
	other.Sealed = "another"
	for name, dir := range map[string]string{
		"graded by different kits": write(other),
		"another result of ana":    write(result("ana", "03-x", "5")),
		"has no results":           t.TempDir(),
	} {
		if _, err := Merge([]string{one, dir}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want %q: %v", name, err)
		}
	}
}

// TestDiff: each mark that has changed is told with its reason, and no other.
func TestDiff(t *testing.T) {
	old := []Result{result("ana", "03-x", "1", Failed, Passed), result("bea", "03-x", "2", Passed), result("cem", "03-x", "3", Passed), result("eli", "03-x", "3", Passed)}
	new := []Result{result("ana", "03-x", "9", Passed, Passed), result("bea", "03-x", "2", Passed), result("dan", "03-x", "4", Passed), result("eli", "03-x", "5", Failed)}
	new[3].Hash = "changed"
	usual := UsualPoints()
	changes, same := Diff(old, new, usual, usual)
	got := map[string]string{}
	for _, c := range changes {
		got[c.Student.Key] = strings.Join(c.Why, "; ")
	}
	want := map[string]string{
		"ana": "03-x/a: failed before, now passed",
		"cem": "it is not graded any more",
		"dan": "it was not graded before",
		"eli": "the hand-in is another one; 03-x/a: passed before, now failed",
	}
	if diff := cmp.Diff(want, got); diff != "" || same != 1 {
		t.Errorf("same %d: %s", same, diff)
	}
	doubled := usual
	doubled.About = 16
	if changes, _ := Diff(old[:1], new[:1], usual, doubled); len(changes) != 1 || changes[0].New.Of != 18 {
		t.Errorf("with other points: %+v", changes)
	}
}
