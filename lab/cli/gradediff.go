package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"chatlab/lab/class"
	"chatlab/lab/console"
	"chatlab/lab/layout"
)

func gradeDiffCommand(t *console.Terminal) *cobra.Command {
	return &cobra.Command{
		Use:               "diff OLD NEW",
		ValidArgsFunction: anyFolder,
		Short:             "Name every mark that a second grading has changed, and why",
		Long: `Compare two gradings of a class, such as before and after a scenario was mended.
Every mark that differs is named, with the scenarios that differ. Each folder has its
own points.txt.

Exit status: 0 no mark differs, 1 some differ, 2 wrong usage, 3 the results can't be
read.`,
		Example: `  go tool lab grade diff results results-again`,
		Args:    takes("the folder of the old results", "the folder of the new results"),
		RunE: func(c *cobra.Command, args []string) error {
			changes, err := diffOf(args[0], args[1])
			if err != nil {
				return exitError{ExitTrouble, err.Error()}
			}
			tellChanges(t, changes)
			if len(changes.Marks) > 0 {
				return exitError{status: ExitFailed}
			}
			return nil
		},
	}
}

func diffOf(old, new string) (class.Changes, error) {
	before, err := class.Load(old)
	if err != nil {
		return class.Changes{}, err
	}
	after, err := class.Load(new)
	if err != nil {
		return class.Changes{}, err
	}
	return class.Diff(before, after), nil
}

// tellChanges prints what differs between the runs, the marks that differ with their own reasons,
// and then those that only the points have changed.
func tellChanges(t *console.Terminal, changes class.Changes) {
	for _, why := range changes.Common {
		fmt.Fprintln(t.Out, class.Sentence(why))
	}
	var byPoints []class.Change
	for _, c := range changes.Marks {
		if c.Points {
			byPoints = append(byPoints, c)
			continue
		}
		fmt.Fprintln(t.Out, markChange(c))
		for _, why := range c.Why {
			fmt.Fprintf(t.Out, "    %s\n", strings.TrimSpace(why))
		}
	}
	if n := len(byPoints); n > 0 {
		fmt.Fprintf(t.Out, "%s only because %s has other points. No verdict differs:\n", differ(n), class.PointsFile)
		for _, c := range byPoints {
			fmt.Fprintf(t.Out, "    %s\n", markChange(c))
		}
	}
	fmt.Fprintf(t.Out, "%s, %d are the same\n", differ(len(changes.Marks)), changes.Same)
}

func differ(marks int) string {
	if marks == 1 {
		return "1 mark differs"
	}
	return layout.Count(marks, "mark") + " differ"
}

// markChange is a mark before and now.
func markChange(c class.Change) string {
	mark := func(m *class.Mark) string {
		switch {
		case m == nil:
			return "none"
		case m.Open:
			return m.String() + ", not final"
		}
		return m.String()
	}
	return fmt.Sprintf("%s · %s: %s → %s", layout.Unhidden(c.Student.Name), c.Lesson, mark(c.Old), mark(c.New))
}
