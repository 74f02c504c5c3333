package course_test

import (
	"errors"
	"strings"
	"testing"

	"chatlab/lab/course"
	"chatlab/lab/sandbox"
)

// TestNoScenario: a misspelt scenario is told the one that may be meant, and another word is told
// an example. So it is in a clone that has no scenarios at all.
func TestNoScenario(t *testing.T) {
	t.Parallel()
	whole := course.Kit{Root: sandbox.Copy(t)}
	for _, c := range []struct {
		kit      course.Kit
		id, says string
	}{
		{whole, "03-half-a-message/splt_write", "did you mean 03-half-a-message/split_write?"},
		{whole, "x", "such as 01-one-at-a-time/"},
		{course.Kit{Root: t.TempDir()}, "x", "such as 03-half-a-message/split_write"},
	} {
		_, err := c.kit.ScenarioFiles([]string{c.id})
		if misuse := (course.Misuse{}); !errors.As(err, &misuse) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v; want a Misuse with %q", c.id, err, c.says)
		}
	}
}
