package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/lesson"
)

// list runs `lab lessons --json` and returns standing and tries by number,
// and which lesson is next.
func list(t *testing.T) (standings []string, next int) {
	t.Helper()
	status, out, err := lab(t, "lessons", "--json")
	var rows []struct {
		Number   int
		Standing string
		Next     bool
		Record   struct {
			Tries  int
			Passed *struct{ Scenarios int }
		}
	}
	if jsonErr := json.Unmarshal([]byte(out), &rows); status != 0 || jsonErr != nil {
		t.Fatalf("lessons --json: status %d, %v\n%s%s", status, jsonErr, out, err)
	}
	for _, r := range rows[:3] {
		words := []string{r.Standing}
		if r.Record.Tries > 0 {
			words = append(words, tries(r.Record.Tries))
		}
		standings = append(standings, strings.Join(words, ", "))
	}
	for _, r := range rows {
		if r.Next {
			next = r.Number
		}
	}
	return standings, next
}

func hasStandings(t *testing.T, after string, wantNext int, want ...string) {
	t.Helper()
	got, next := list(t)
	if diff := cmp.Diff(want, got); diff != "" || next != wantNext {
		t.Errorf("after %s: next is %d, want %d (-want +got):\n%s", after, next, wantNext, diff)
	}
}

// TestProgressIsKept follows the record through everything that a student
// does with lessons 1 and 2.
func TestProgressIsKept(t *testing.T) {
	dir := inCopy(t)
	first := lesson.All[0]
	hasStandings(t, "nothing", 1, "not started", "not started", "not started")

	lab(t, "start", "1")
	hasStandings(t, "start", 1, "started", "not started", "not started")

	lab(t, "check", "1", "--run", "greeting_and_name")
	hasStandings(t, "a part of the scenarios, all passed", 1, "started, 1 try", "not started", "not started")

	lab(t, "check", "1", "--server", clone(t).path(first.Specimen()), "--run", "greeting_and_name")
	hasStandings(t, "a check of another server", 1, "started, 1 try", "not started", "not started")

	mine := filepath.Join(dir, filepath.FromSlash(first.Copy()), "main.go")
	if err := os.WriteFile(mine, []byte("package main\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	lab(t, "check", "1")
	hasStandings(t, "a copy that does not build", 1, "started, 1 try", "not started", "not started")

	mend(t, first, mine)
	_, out, _ := lab(t, "check", "1")
	hasStandings(t, "a pass", 2, "passed, 2 tries", "not started", "not started")
	if !strings.Contains(out, "next    go tool lab start 2") {
		t.Errorf("the check does not say what is next:\n%s", out)
	}

	lab(t, "start", "2")
	status, out, _ := lab(t, "lessons")
	if want := "✓  1  "; status != 0 || !strings.Contains(out, want) || strings.Contains(out, "\x1b") {
		t.Errorf("lessons: status %d, want %q in:\n%s", status, want, out)
	}
	if !strings.Contains(out, "→ ·  2  ") || !strings.Contains(out, "next    go tool lab check 2") {
		t.Errorf("lessons does not say what is next:\n%s", out)
	}
	aligned(t, out)

	lab(t, "check", "2")
	hasStandings(t, "a check that runs lesson 1 along", 2, "passed, 2 tries", "started, 1 try", "not started")
}

// TestProgressIsLost: without the record, or with a damaged one, everything
// works, and what is to be seen from the copies is still known.
func TestProgressIsLost(t *testing.T) {
	dir := inCopy(t)
	lab(t, "start", "1")
	file := filepath.Join(dir, filepath.FromSlash(progressFile))
	if err := os.WriteFile(file, []byte(`{"lessons": {"01-one`), 0o666); err != nil {
		t.Fatal(err)
	}
	hasStandings(t, "damage", 1, "started", "not started", "not started")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	hasStandings(t, "loss", 1, "started", "not started", "not started")

	if err := os.MkdirAll(filepath.Join(file, "a folder where the file belongs"), 0o777); err != nil {
		t.Fatal(err)
	}
	status, _, err := lab(t, "check", "1", "--run", "greeting_and_name")
	if status != 0 || !strings.Contains(err, "your progress was not saved") {
		t.Errorf("check where progress can't be saved: status %d, %q", status, err)
	}
}

// aligned holds that the columns of the list stand below each other.
func aligned(t *testing.T, out string) {
	t.Helper()
	column := -1
	for line := range strings.Lines(out) {
		before, _, ok := strings.Cut(line, "docs/")
		if !ok || strings.HasPrefix(line, "next") {
			continue
		}
		runes := len([]rune(before))
		if column >= 0 && runes != column {
			t.Errorf("not aligned:\n%s", out)
		}
		column = runes
	}
}
