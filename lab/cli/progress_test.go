package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/course"
	"chatlab/lab/lesson"
	"chatlab/lab/sandbox"
)

// list runs `lab lessons --json`. It returns each lesson's standing and tries, and which
// lesson is next.
func list(s sandbox.Sandbox) (standings []string, next int) {
	s.T.Helper()
	status, out, err := s.Lab("lessons", "--json")
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
		s.T.Fatalf("lessons --json: status %d, %v\n%s%s", status, jsonErr, out, err)
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

func hasStandings(s sandbox.Sandbox, after string, wantNext int, want ...string) {
	s.T.Helper()
	got, next := list(s)
	if diff := cmp.Diff(want, got); diff != "" || next != wantNext {
		s.T.Errorf("after %s: next is %d, want %d (-want +got):\n%s", after, next, wantNext, diff)
	}
}

// TestProgressIsKept follows the record through all that a student does in lessons 1 and 2.
func TestProgressIsKept(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	first := lesson.All[0]
	hasStandings(s, "nothing", 1, "not started", "not started", "not started")

	s.Lab("start", "1")
	hasStandings(s, "start", 1, "started", "not started", "not started")

	s.Lab("check", "1", "--run", "greeting_and_name")
	hasStandings(s, "a part of the scenarios, all passed", 1, "started, 1 try", "not started", "not started")

	s.Lab("check", "1", "--server", sandbox.Clone(t).Path(first.Specimen()), "--run", "greeting_and_name")
	hasStandings(s, "a check of another server", 1, "started, 1 try", "not started", "not started")

	mine := s.Path(first.Copy() + "/main.go")
	if err := os.WriteFile(mine, []byte("package main\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	s.Lab("check", "1")
	hasStandings(s, "a copy that does not build", 1, "started, 1 try", "not started", "not started")

	mend(t, first, mine)
	_, out, _ := s.Lab("check", "1")
	hasStandings(s, "a pass", 2, "passed, 2 tries", "not started", "not started")
	if !strings.Contains(out, "next    go tool lab start 2") {
		t.Errorf("the check does not say what is next:\n%s", out)
	}

	s.Lab("start", "2")
	status, out, _ := s.Lab("lessons")
	if want := "✓  1  "; status != 0 || !strings.Contains(out, want) || strings.Contains(out, "\x1b") {
		t.Errorf("lessons: status %d, want %q in:\n%s", status, want, out)
	}
	if !strings.Contains(out, "→ ·  2  ") || !strings.Contains(out, "next    go tool lab check 2") {
		t.Errorf("lessons does not say what is next:\n%s", out)
	}
	aligned(t, out)

	s.Lab("check", "2")
	hasStandings(s, "a check that runs lesson 1 along", 2, "passed, 2 tries", "started, 1 try", "not started")
}

// TestProgressIsLost: everything works without the record, or with a damaged one. What the
// copies show is still known.
func TestProgressIsLost(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	s.Lab("start", "1")
	file := s.Path(course.ProgressFile)
	if err := os.WriteFile(file, []byte(`{"lessons": {"01-one`), 0o666); err != nil {
		t.Fatal(err)
	}
	hasStandings(s, "damage", 1, "started", "not started", "not started")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	hasStandings(s, "loss", 1, "started", "not started", "not started")

	if err := os.MkdirAll(filepath.Join(file, "a folder where the file belongs"), 0o777); err != nil {
		t.Fatal(err)
	}
	status, _, err := s.Lab("check", "1", "--run", "greeting_and_name")
	if status != 0 || !strings.Contains(err, "your progress was not saved") {
		t.Errorf("check where progress can't be saved: status %d, %q", status, err)
	}
}

// aligned holds that the columns of the list are aligned.
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
