package story

import (
	"fmt"
	"strings"
	"testing"

	"chatlab/lab/script"
)

// TestManyStepsAreFolded: the story of a long scenario has its first steps and those before the
// failure, and says how many went well between them. A short one has all.
func TestManyStepsAreFolded(t *testing.T) {
	for before, want := range map[int]string{
		mostWell:     "",
		mostWell + 1: fmt.Sprintf("   ✓    … %d steps that went well\n", mostWell+1-firstWell-lastWell),
	} {
		r := failing("a\n", "b\n", 0)
		r.Steps = nil
		for n := range before {
			r.Steps = append(r.Steps, script.Step{Number: n + 1, Source: fmt.Sprintf("step %d", n+1), Ran: true, OK: true})
		}
		r.Steps = append(r.Steps, script.Step{Number: before + 1, Source: "the last", Ran: true}, script.Step{Number: before + 2, Source: "never"})
		text := tell(r)
		if folded := strings.Contains(text, "…"); folded != (want != "") || !strings.Contains(text, want) {
			t.Errorf("%d steps: want %q in\n%s", before, want, text)
		}
		shown := strings.Count(text, "✓") + strings.Count(text, "✗ "+fmt.Sprint(before+1))
		if all := before + 1; want == "" && shown != all || want != "" && shown != firstWell+1+lastWell+1 {
			t.Errorf("%d steps: %d are shown in\n%s", before, shown, text)
		}
		if strings.Contains(text, "never") {
			t.Errorf("a step that did not run is shown in\n%s", text)
		}
	}
}
