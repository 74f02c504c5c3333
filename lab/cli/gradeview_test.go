package cli

import (
	"testing"

	"chatlab/lab/sandbox"
)

// TestViewWithoutResults: a grading that was interrupted before its first result has no student,
// and no name is to blame.
func TestViewWithoutResults(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	s.Put("results.jsonl", "")
	expect := expects(t, s)
	expect(ExitUsage, "there are no results yet", "grade", "view", ".", "--as", "gradescope")
	expect(ExitUsage, "there are no results yet", "grade", "view", ".", "--as", "gradescope", "--student", "ana")
}
