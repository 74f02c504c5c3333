package class

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var keys = []string{"ana", "bea", "cem", "dan", "eli"}

// part is the roll of a part of the class of keys.
func part(k, n int) Roll {
	r := Roll{}
	r.Call("03-x", keys, k, n)
	return r
}

func resultsOf(keys ...string) (all []Result) {
	for _, key := range keys {
		all = append(all, result(key, "03-x", key))
	}
	return all
}

// TestLacking: Lacking names the parts and hand-ins of a class that are not there yet.
func TestLacking(t *testing.T) {
	joined := func(rolls ...Roll) Roll {
		all := Roll{}
		for _, r := range rolls {
			if err := all.Add(r); err != nil {
				t.Fatal(err)
			}
		}
		return all
	}
	for name, c := range map[string]struct {
		roll    Roll
		results []Result
		lacks   []string // the lines have these, one each; in order
	}{
		"all parts":         {joined(part(2, 2), part(1, 2)), resultsOf(keys...), nil},
		"a part twice":      {joined(part(1, 2), part(1, 2), part(2, 2)), resultsOf(keys...), nil},
		"a part is missing": {joined(part(1, 3), part(3, 3)), resultsOf("ana", "cem", "dan"), []string{"lacks 1 part of the class: 2/3"}},
		"half a part":       {part(1, 2), resultsOf("ana", "eli"), []string{"lacks 1 part of the class: 2/2", "no result yet for 1 hand-in: cem"}},
		"the whole class":   {joined(part(0, 0), part(1, 2)), resultsOf(keys...), nil},
		"an empty part":     {joined(part(1, 1)), nil, []string{"no result yet for 5 hand-ins: ana, bea, cem, dan, eli"}},
		"no roll":           {Roll{}, resultsOf("ana"), nil},
	} {
		dir := t.TempDir()
		if err := c.roll.Keep(dir); err != nil {
			t.Fatal(err)
		}
		roll, err := ReadRoll(dir)
		lines := roll.Lacking(c.results)
		if err != nil || len(lines) != len(c.lacks) {
			t.Errorf("%s: %v %q, want %q", name, err, lines, c.lacks)
			continue
		}
		for i, want := range c.lacks {
			if !strings.Contains(lines[i], want) {
				t.Errorf("%s: %q, want %q", name, lines[i], want)
			}
		}
	}
}

// TestCall: parts of one class may be graded into one folder. Results of hand-ins that have gone
// are noted.
func TestCall(t *testing.T) {
	if err := part(1, 2).Add(part(1, 3)); err == nil {
		t.Error("parts of 2 and parts of 3 belong together")
	}
	again := part(1, 2)
	again.Call("03-x", keys, 2, 2)
	if lines := again.Lacking(resultsOf(keys...)); lines != nil {
		t.Errorf("both parts were graded into one folder: %q", lines)
	}
	gone := Roll{}
	gone.Call("03-x", keys[1:], 0, 0)
	want := []string{"lesson 03-x has results of hand-ins that were not there any more when it was last graded: ana. They count until you remove their lines from results.jsonl"}
	if diff := cmp.Diff(want, gone.Notes(resultsOf(keys...))); diff != "" {
		t.Error(diff)
	}
}

// TestDifferences: what differs between two results is named.
func TestDifferences(t *testing.T) {
	with := func(sealed string, with map[string]string) Result { return Result{Sealed: sealed, With: with} }
	old := with("a", map[string]string{WithKit: "1", "--slow": "1", "--seed": "1"})
	for want, new := range map[string]Result{
		"": with("a", nil),
		"the two runs had different versions of the kit":                               with("b", map[string]string{WithKit: "2", "--slow": "1", "--seed": "1"}),
		"the first run had no --scripts; the first run had --slow 1, and the second 2": with("c", map[string]string{WithKit: "1", "--slow": "2", "--seed": "1", WithScripts: "x"}),
		"the kit, its scenarios or the options differ between the two runs":            with("d", nil),
	} {
		if got := strings.Join(Differences(old, new), "; "); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	back := Differences(with("c", map[string]string{WithScripts: "x"}), with("a", map[string]string{WithKit: ""}))
	other := Differences(with("c", map[string]string{WithScripts: "x"}), with("a", map[string]string{WithScripts: "y"}))
	if got := slices.Concat(back, other); !cmp.Equal(got, []string{"the second run had no --scripts", "the files of --scripts differ between the two runs"}) {
		t.Errorf("%q", got)
	}
}

// TestTeachers: a mistake in a teacher's file is found before anything is written.
func TestTeachers(t *testing.T) {
	dir := t.TempDir() + "/new"
	if _, err := ReadTeachers(dir, dir+"/none.txt", ""); err == nil || !strings.Contains(err.Error(), "there is no file") {
		t.Error(err)
	}
	files, err := ReadTeachers(dir, "", "")
	if _, missing := ReadResults(dir); missing == nil || err != nil {
		t.Errorf("%v %v", missing, err)
	}
	if err := errors.Join(files.Keep(dir), files.Keep(dir)); err != nil {
		t.Fatal(err)
	}
	if points, err := PointsIn(dir); err != nil || !cmp.Equal(points, UsualPoints()) {
		t.Errorf("%+v %v", points, err)
	}
}
