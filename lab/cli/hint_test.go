package cli

import (
	"strings"
	"testing"

	"chatlab/lab/sandbox"
)

// TestHintForASymptom: after a lesson's own hint come the lesson's other hints. If the
// lesson has none for the symptom, a general hint is shown, and the lesson's others are not
// named. They are about the server that the lesson begins with.
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
