package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"chatlab/lab/class"
	"chatlab/lab/program"
)

// handedIn makes hand-ins with a broken program in each, and returns their folder.
func handedIn(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		folder := filepath.Join(dir, name)
		if err := errors.Join(os.Mkdir(folder, 0o777), os.WriteFile(filepath.Join(folder, "main.go"), []byte("package main\n"), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func fileWith(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestGradeMisused: a wrong command line ends with 2, says what is wrong, and leaves no folder for
// the results.
func TestGradeMisused(t *testing.T) {
	hands := handedIn(t, "ana", "bruno")
	roster := fileWith(t, "roster.csv", "name,login\nAna Silva,ana\nBruno Lima,bruno\n")
	out := filepath.Join(t.TempDir(), "results")
	for want, args := range map[string][]string{
		"there is no folder nothere":            {"nothere", "--lesson", "3"},
		"--scripts: ":                           {hands, "--lesson", "3", "--scripts", t.TempDir()},
		"--scripts: there is no folder hidden":  {hands, "--lesson", "3", "--scripts", "hidden"},
		"--dialect: ":                           {hands, "--lesson", "3", "--dialect", "nothere"},
		"did you mean 03-half-a-message/crlf?":  {hands, "--lesson", "3", "--points", fileWith(t, "p", "scenario 03-half-a-message/crl 1\n")},
		"there is no file nothere.txt":          {hands, "--lesson", "3", "--points", "nothere.txt"},
		"there is no file nothere.csv":          {hands, "--lesson", "3", "--roster", "nothere.csv"},
		"no heading that we know":               {hands, "--lesson", "3", "--roster", fileWith(t, "r", "who\nana\n")},
		`did you mean "bruno"?`:                 {hands, "--lesson", "3", "--again", "brunno"},
		`did you mean "Ana Silva"?`:             {hands, "--lesson", "3", "--roster", roster, "--again", "Ana Silv"},
		`--again: no student is called "qqqqq"`: {hands, "--scenarios", "3", "--again", "qqqqq"},
		"--points is about servers":             {hands, "--scenarios", "3", "--points", "x"},
		"use one of the two":                    {hands, "--scenarios", "3", "--lesson", "3"},
	} {
		status, text, err := lab(t, append([]string{"grade", "--out", out}, args...)...)
		if status != ExitUsage || text != "" || !strings.Contains(err, want) {
			t.Errorf("%q ended with %d, %q %q; want %q", args, status, text, err, want)
		}
		if _, err := os.Stat(out); !errors.Is(err, os.ErrNotExist) {
			t.Fatalf("%q left a folder: %v", args, err)
		}
	}
	t.Chdir(t.TempDir())
	if status, _, err := lab(t, "grade", hands, "--lesson", "3", "--out", out); status != ExitUsage || !strings.Contains(err, "change into your clone") {
		t.Errorf("outside of a clone: %d %s", status, err)
	}
}

// TestGradeApart: grade refuses a folder for results that could be taken for a hand-in, that has
// the hand-ins in its own feedback folder, or that has results of the other kind.
func TestGradeApart(t *testing.T) {
	dir := t.TempDir()
	hands := filepath.Join(dir, "feedback", "hands")
	link := filepath.Join(dir, "link")
	if err := errors.Join(os.MkdirAll(filepath.Join(hands, "ana"), 0o777), os.Symlink(hands, link)); err != nil {
		t.Skip(err) // Windows may not allow links
	}
	servers, scenarios := graded(t, 0, 0, passedBy("ana")), t.TempDir()
	if err := os.WriteFile(filepath.Join(scenarios, "scenarios.jsonl"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what, out, want string
	}{
		{"--lesson", hands, "would be taken for one"},
		{"--lesson", filepath.Join(hands, "new", "results"), "would be taken for one"},
		{"--scenarios", filepath.Join(link, "results"), "would be taken for one"},
		{"--lesson", dir, "in the folder feedback of --out"},
		{"--lesson", scenarios, "has the results of scenarios"},
		{"--scenarios", servers, "has the results of servers"},
	} {
		status, text, err := lab(t, "grade", hands, c.what, "3", "--out", c.out)
		if status != ExitUsage || text != "" || !strings.Contains(err, c.want) {
			t.Errorf("%q ended with %d, %q %q", c, status, text, err)
		}
	}
	if inside(filepath.Join(dir, "results"), hands) || inside(hands+"2", hands) || inside(dir, hands) {
		t.Error("folders beside the hand-ins are inside of them")
	}
}

// graded writes results into a new folder: those of part k of n of a class of ana and bruno.
func graded(t *testing.T, k, n int, results ...class.Result) string {
	t.Helper()
	dir := t.TempDir()
	book, err := class.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	roll := class.Roll{}
	roll.Call("03-half-a-message", []string{"ana", "bruno"}, k, n)
	book.Put(results)
	if err := errors.Join(book.Close(), roll.Keep(dir)); err != nil {
		t.Fatal(err)
	}
	return dir
}

func passedBy(name string) class.Result {
	return class.Result{
		Version: class.Version, Student: class.Student{Key: name, Name: name}, Lesson: "03-half-a-message", Key: name, Sealed: "s",
		Scenarios: []class.Scenario{{ID: "03-half-a-message/crlf", Verdict: class.Passed, About: true}},
	}
}

// TestMergeNoticesMissingParts: merge names a part that is missing and exits with 3, unless the
// teacher asks for --partial. With the missing part, it exits with 0.
func TestMergeNoticesMissingParts(t *testing.T) {
	one, two, out := graded(t, 1, 2, passedBy("ana")), graded(t, 2, 2, passedBy("bruno")), t.TempDir()
	status, text, err := lab(t, "grade", "merge", one, one, "--out", out)
	if status != ExitTrouble || !strings.Contains(err, "lacks 1 part of the class: 2/2") || !strings.Contains(text, "ana") {
		t.Errorf("%d %s %s", status, text, err)
	}
	if status, _, err := lab(t, "grade", "merge", one, "--out", out, "--partial"); status != 0 || err != "" {
		t.Errorf("--partial: %d %s", status, err)
	}
	if status, text, err := lab(t, "grade", "merge", two, "--out", out); status != 0 || err != "" || strings.Contains(text, "lacks") {
		t.Errorf("with the missing part: %d %s %s", status, text, err)
	}
	if status, _, err := lab(t, "grade", "merge", one, t.TempDir(), "--out", out); status != ExitUsage || !strings.Contains(err, class.ResultsFile) {
		t.Errorf("a folder without results: %d %s", status, err)
	}
	half := graded(t, 1, 1, passedBy("ana"))
	if status, _, err := lab(t, "grade", "merge", half, "--out", t.TempDir()); status != ExitTrouble || !strings.Contains(err, "bruno") {
		t.Errorf("a part that was not graded to its end: %d %s", status, err)
	}
}

// TestDiffOfPoints: other points are one sentence, and no scenario is named. Students have the
// names of the roster.
func TestDiffOfPoints(t *testing.T) {
	old, new := graded(t, 0, 0, passedBy("ana"), passedBy("bruno")), graded(t, 0, 0, passedBy("ana"), passedBy("bruno"))
	for file, text := range map[string]string{
		filepath.Join(new, class.PointsFile): "about 16\n",
		filepath.Join(new, class.RosterFile): "name,login\nAna Silva,ana\nBruno Lima,bruno\n",
	} {
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	status, text, err := lab(t, "grade", "diff", old, new)
	want := "2 marks differ only because points.txt has other points. No verdict differs:\n" +
		"    Ana Silva · 03-half-a-message: 8 of 8 → 16 of 16\n    Bruno Lima · 03-half-a-message: 8 of 8 → 16 of 16\n2 marks differ, 0 are the same\n"
	if status != ExitFailed || text != want || err != "" {
		t.Errorf("%d %s\n%s", status, text, err)
	}
}

// TestNamesAreCompleted: --again and --student complete the students who have results.
func TestNamesAreCompleted(t *testing.T) {
	dir := graded(t, 0, 0, passedBy("ana"), passedBy("bruno"))
	for _, args := range [][]string{{"grade", "x", "--out", dir, "--again", ""}, {"grade", "view", dir, "--student", ""}} {
		if _, text, _ := lab(t, append([]string{"__complete"}, args...)...); !strings.Contains(text, "ana\tana\nbruno\tbruno\n") {
			t.Errorf("%q: %s", args, text)
		}
	}
}

// TestStopped: if the kit's own code does not build, such as on a full disk, the words of the
// compiler say why.
func TestStopped(t *testing.T) {
	err := stopped(t.Context(), fmt.Errorf("x: %w", &program.Trouble{What: "it does not build", Tried: "go build", Output: "no space left\x1b on device\n"}))
	if want := "x: it does not build (go build)\nno space left\ufffd on device"; err == nil || err.Error() != want {
		t.Errorf("%q, want %q", err, want)
	}
}

// TestLessonsOf: a lesson that is named twice is graded once.
func TestLessonsOf(t *testing.T) {
	all, err := lessonsOf([]string{"6", "3", "05-same-name", "5-6"})
	if err != nil {
		t.Fatal(err)
	}
	var numbers []int
	for _, l := range all {
		numbers = append(numbers, l.Number)
	}
	if !slices.Equal(numbers, []int{3, 5, 6}) {
		t.Errorf("%v", numbers)
	}
}
