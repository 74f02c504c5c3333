package cli

import (
	"strings"
	"testing"

	"chatlab/lab/sandbox"
)

// TestHintForASymptom: a lesson's own hint goes on with the lesson's others. Where it
// has none there is one all the same, and the lesson's others, which are about the
// server that it begins with, are not named.
func TestHintForASymptom(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	for args, want := range map[string]struct{ has, hasNot string }{
		"hint 3 --symptom half-a-line": {"go tool lab hint 3", "the clause that the story names"},
		"hint 3 --symptom crash":       {"the clause that the story names", "go tool lab hint 3"},
	} {
		status, out, err := s.Lab(strings.Fields(args)...)
		if status != 0 || !strings.Contains(out, "What was seen: ") || !strings.Contains(out, want.has) || strings.Contains(out, want.hasNot) {
			t.Errorf("lab %s: status %d; want %q, not %q, in:\n%s%s", args, status, want.has, want.hasNot, out, err)
		}
	}
}
