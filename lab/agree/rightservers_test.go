package agree

import (
	"testing"

	"chatlab/lab/sandbox"
	"chatlab/lab/script"
	"chatlab/lab/share"
	"chatlab/lab/trial"
)

// TestRightServersPass: the right servers that word, order and pace things differently pass all
// scenarios. If one does not, the scenario asks for more than the protocol promises.
func TestRightServersPass(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	targets, err := trial.Differing(oneBuilder(t))
	if err != nil {
		t.Fatal(err)
	}
	targets = share.Of(t, "right servers", rightShare, targets)
	if err := oneBuilder(t).Bundle(t.Context(), targets); err != nil {
		t.Fatal(err)
	}
	for _, target := range targets {
		t.Run(target.Caption, func(t *testing.T) {
			t.Parallel()
			report := runEveryLesson(t, target, 1)
			for _, l := range report.Lessons {
				noTrouble(t, l)
				for _, r := range l.Results {
					if r.Verdict == script.Failed {
						t.Errorf("it fails:\n%s", told(r))
					}
				}
			}
		})
	}
}
