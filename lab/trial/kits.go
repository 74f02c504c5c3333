package trial

import (
	"strings"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/script"
)

// kits returns the steps of the kit's own scenarios, of all lessons. To hand those in proves
// nothing.
func (t *Trial) kits() (map[string]bool, error) {
	known := map[string]bool{}
	for _, l := range lesson.All {
		all, err := grade.Scenarios(t.builder.Root, l)
		if err != nil {
			return nil, err
		}
		for _, sc := range all {
			known[stepsOf(sc)] = true
		}
	}
	return known, nil
}

// stepsOf is what a scenario does, whatever its comments, clauses and spaces are.
func stepsOf(sc script.Scenario) string {
	var steps strings.Builder
	for _, l := range sc.Lines {
		if l.Command != "clause" {
			steps.WriteString(strings.Join(l.Words(), "\x00") + "\n")
		}
	}
	return steps.String()
}
