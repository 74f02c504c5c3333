package program

import (
	"slices"
	"testing"
)

// TestEnvironment: a variable that the user has set does not reach a server under test. A
// variable that the test sets does.
func TestEnvironment(t *testing.T) {
	t.Setenv("CHATLAB_A", "1")
	t.Setenv("CHATLAB_B", "2")
	got := environment([]string{"CHATLAB_A", "CHATLAB_C"}, []string{"CHATLAB_C=3"})
	for line, want := range map[string]bool{"CHATLAB_A=1": false, "CHATLAB_B=2": true, "CHATLAB_C=3": true} {
		if slices.Contains(got, line) != want {
			t.Errorf("%s is there: %v", line, !want)
		}
	}
}
