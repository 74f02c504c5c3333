package cli

import (
	"strings"
	"testing"

	"chatlab/lab/share"
)

// TestSimShowsThatItWorks: at a terminal, sim says what it does from the start to the end of a
// hunt. In a pipe it does not.
func TestSimShowsThatItWorks(t *testing.T) {
	share.Costly(t)
	t.Parallel()
	args := []string{"sim", "--mutant", "echo"}
	p, _, _, _ := atTerminal(t, ".", "xterm", args...)
	for _, step := range []string{"building the server", "seed 1 of 200", "shrinking: run 0, 109 of 109 operations are left", "operations are left", "running what is left again: run 0 of 10", "run 10 of 10"} {
		p.sees(step)
	}
	p.sees("the rule no-echo is broken")
	p.leaves()
	_, out, errs := lab(t, args...)
	if strings.Contains(out+errs, "seed 1 of") || strings.Contains(out+errs, "shrinking") {
		t.Errorf("in a pipe:\n%s%s", out, errs)
	}
}
