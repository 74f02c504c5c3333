package story

import (
	"strings"
	"testing"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/script"
)

// TestAgainReachesTheSameServer: an earlier lesson that ran along on a later copy runs
// again on that copy, not on its own. Random choices are repeated from the seed.
func TestAgainReachesTheSameServer(t *testing.T) {
	seed := uint64(7)
	result := grade.Result{Scenario: script.Scenario{Name: "it"}, Lesson: lesson.All[0]}
	for _, c := range []struct {
		flags []string
		along *lesson.Lesson
		seed  *uint64
		again string
		hint  string
	}{
		{nil, nil, nil, "check 1 --run it", "hint 1"},
		{nil, &lesson.All[1], nil, "check 1 --run it --server ./work/02-first-chat", "hint 2"},
		{[]string{"--slow", "2"}, nil, &seed, "check 1 --run it --slow 2 --seed 7", "hint 1"},
	} {
		r := result
		r.Flags, r.Along, r.Seed = c.flags, c.along, c.seed
		if got := strings.Join(Again(r), " "); got != c.again {
			t.Errorf("again %q, want %q", got, c.again)
		}
		if got := strings.Join(Hint(r), " "); got != c.hint {
			t.Errorf("hint %q, want %q", got, c.hint)
		}
	}
}
