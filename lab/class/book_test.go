package class

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/lesson"
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
	if r, has := b.Latest("bea", "03-x"); !has || r.Key != "3" {
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
		bea, hasBea := after.Latest("bea", "03-x")
		if ana, hasAna := after.Latest("ana", "03-x"); !hasBea || !hasAna || bea.Key != "1" || ana.Key != "2" {
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
		"were not graded alike":     write(other),
		"a different result of ana": write(result("ana", "03-x", "5")),
		"has no results":            t.TempDir(),
	} {
		if _, err := Merge([]string{one, dir}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want %q: %v", name, err)
		}
	}
}

// TestDiff: each mark that has changed is told with its reason and the roster's name, and no
// other. If only the points differ, no scenario is named.
func TestDiff(t *testing.T) {
	old := []Result{result("ana", "03-x", "1", Failed, Passed), result("bea", "03-x", "2", Passed), result("cem", "03-x", "3", Passed), result("eli", "03-x", "3", Passed)}
	new := []Result{result("ana", "03-x", "9", Passed, Passed), result("bea", "03-x", "2", Passed), result("dan", "03-x", "4", Passed), result("eli", "03-x", "5", Failed)}
	new[3].Hash = "changed"
	for _, all := range [][]Result{old, new} {
		for i := range all {
			all[i].Lesson = lesson.All[2].ID()
		}
	}
	roster, err := ReadRoster("r", []byte("name,login\nAna Silva,ana\nEli Roth,eli\n"))
	if err != nil {
		t.Fatal(err)
	}
	placed := func(results []Result, p Points) Class {
		c := Assemble(results, p)
		c.Rows, _ = roster.Place(c.Rows, len(c.Lessons))
		return c
	}
	usual, doubled := UsualPoints(), UsualPoints()
	doubled.About, doubled.Rest = 16, 4
	changes := Diff(placed(old, usual), placed(new, usual))
	got := map[string]string{}
	for _, c := range changes.Marks {
		got[c.Student.Name] = strings.Join(c.Why, "; ")
	}
	want := map[string]string{
		"Ana Silva": "03-x/a: failed before, now passed",
		"cem":       "it is not graded any more",
		"dan":       "it was not graded before",
		"Eli Roth":  "the files of the hand-in changed; 03-x/a: passed before, now failed",
	}
	if diff := cmp.Diff(want, got); diff != "" || changes.Same != 1 || len(changes.Common) > 0 {
		t.Errorf("same %d, common %q: %s", changes.Same, changes.Common, diff)
	}
	changes = Diff(placed(old, usual), placed(old, doubled))
	for _, c := range changes.Marks {
		if !c.Points || len(c.Why) > 0 {
			t.Errorf("with other points: %+v", c)
		}
	}
	if len(changes.Marks) != 4 || changes.Same != 0 || changes.Marks[0].New.Of != 2*changes.Marks[0].Old.Of {
		t.Errorf("with other points: %+v", changes)
	}
}

// TestDiffOfRuns: what differs between the runs is told once if it holds for all marks, and else
// beside those for which it does. A mark that is new, or has other points, says nothing of it.
func TestDiffOfRuns(t *testing.T) {
	old := []Result{result("ana", "03-x", "1", Failed), result("bea", "03-x", "2", Failed)}
	new := []Result{result("ana", "03-x", "3", Passed), result("bea", "03-x", "4", Passed), result("cem", "03-x", "5", Passed)}
	for _, all := range [][]Result{old, new} {
		for i := range all {
			all[i].Lesson, all[i].Sealed, all[i].With = lesson.All[2].ID(), "a", map[string]string{WithKit: "1", "--slow": "1"}
		}
	}
	for i := range new {
		new[i].Sealed, new[i].With = "b", map[string]string{WithKit: "1", "--slow": "1", WithScripts: "x"}
	}
	new[1].With["--slow"] = "2"
	changes := Diff(Assemble(old, UsualPoints()), Assemble(new, UsualPoints()))
	if diff := cmp.Diff([]string{"the first run had no --scripts"}, changes.Common); diff != "" {
		t.Error(diff)
	}
	got := map[string][]string{}
	for _, c := range changes.Marks {
		got[c.Student.Key] = c.Why
	}
	want := map[string][]string{
		"ana": {"03-x/a: failed before, now passed"},
		"bea": {"the first run had --slow 1, and the second 2", "03-x/a: failed before, now passed"},
		"cem": {"it was not graded before"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
