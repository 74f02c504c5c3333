package cli

import (
	"strings"
	"testing"

	"chatlab/lab/console"
	"chatlab/lab/grade"
	"chatlab/lab/hunt"
	"chatlab/lab/lesson"
	"chatlab/lab/rule"
	"chatlab/lab/script"
	"chatlab/lab/story"
)

// TestStoriesSpellCommandsThatExist: each command that a story suggests exists, with all
// its flags.
func TestStoriesSpellCommandsThatExist(t *testing.T) {
	seed := uint64(7)
	result := grade.Result{
		Scenario: script.Scenario{Name: "split_write"},
		Lesson:   lesson.All[2],
		Seed:     &seed,
		Outcome: script.Outcome{Failure: &script.Failure{
			Symptom: lesson.HalfALine,
			Seeded:  &script.Seeded{Of: "work/08-slow-reader", Seed: 3, Clients: 20, Profile: "lossy"},
		}},
	}
	found := story.Found{
		Asked: story.Asked{Of: "work/14-a-thousand", First: 1, Clients: 20, Profile: "wifi", Race: true, Lesson: &lesson.All[13]},
		Finding: hunt.Finding{
			Case:      hunt.Case{Seed: 3, Only: []int{1, 2}},
			Drawn:     40,
			Violation: rule.Violation{Symptom: lesson.Nothing},
		},
	}
	for _, args := range [][]string{
		story.Again(result), story.Hint(result), story.Closer(*result.Failure.Seeded),
		story.AgainFound(found), story.HintFound(found),
	} {
		root := root(&console.Terminal{})
		command, rest, err := root.Find(args)
		if err != nil || command == root {
			t.Errorf("lab %s: there is no such command: %v", strings.Join(args, " "), err)
			continue
		}
		if err := command.ParseFlags(rest); err != nil {
			t.Errorf("lab %s: %v", strings.Join(args, " "), err)
		}
		if err := command.ValidateArgs(command.Flags().Args()); err != nil {
			t.Errorf("lab %s: %v", strings.Join(args, " "), err)
		}
	}
}
