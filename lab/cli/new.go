package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/lesson"
	"chatlab/lab/vet"
)

func newCommand(t *console.Terminal) *cobra.Command {
	c := &cobra.Command{
		Use:   "new",
		Short: "Begin something of your own: a scenario or a lesson",
		Args:  takes(),
		RunE: func(c *cobra.Command, _ []string) error {
			return c.Help()
		},
	}
	c.AddCommand(newScenarioCommand(t), newLessonCommand(t))
	return c
}

func newScenarioCommand(t *console.Terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "scenario LESSON/NAME",
		Short: "Begin a scenario: write a template to fill in",
		Long: `Begin a scenario. It writes a file below scripts/ with steps that work, and with
places for a claim and clauses. It never overwrites a file.

NAME says what must hold, in small letters, digits and underscores: no_echo.`,
		Example:           `  go tool lab new scenario 02-first-chat/long_pause`,
		Args:              takes("a scenario as LESSON/NAME"),
		ValidArgsFunction: newScenarioWords,
		RunE: func(_ *cobra.Command, args []string) error {
			kit, err := course.Find()
			if err != nil {
				return err
			}
			return newScenario(t, kit, args[0])
		},
	}
}

func newScenario(t *console.Terminal, k course.Kit, id string) error {
	l, name, file, err := k.NewScenario(id)
	if err != nil {
		return err
	}
	style := style(t)
	fmt.Fprintf(t.Out, "A new scenario of lesson %d: %s\n\n", l.Number, file)
	fmt.Fprintf(t.Out, "edit    %s\n", k.Shown(k.Path(file)))
	fmt.Fprintf(t.Out, "read    docs/commands.md\n")
	fmt.Fprintf(t.Out, "run     %s\n", style.Command("check", fmt.Sprint(l.Number), "--run", name))
	fmt.Fprintf(t.Out, "\nTo give it to a class, read docs/scenario.md, and then\nvet     %s\n", style.Command("vet", l.ID()+"/"+name))
	return nil
}

func newLessonCommand(t *console.Terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "lesson NN-SLUG",
		Short: "Begin a lesson: lay out all its files to fill in",
		Long: `Begin a lesson. It writes the lesson's entry with its hints, the page, a drawing,
a scenario, the patch that breaks the reference server, and the patch that mends
it. It adds the lesson to the table and to docs/lessons.md. It never overwrites a
file.

NN is the lesson's number and SLUG its idea, in small letters and digits with
hyphens: 15-late-news. Each file says what to write in it. The tests name
what is still missing.`,
		Example:           `  go tool lab new lesson 15-late-news`,
		Args:              takes("a lesson as NN-SLUG"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(_ *cobra.Command, args []string) error {
			kit, err := course.Find()
			if err != nil {
				return err
			}
			draft, files, err := kit.NewLesson(args[0])
			if err != nil {
				return err
			}
			fmt.Fprintf(t.Out, "A new lesson: %s\n\n", draft.ID())
			for i, file := range files {
				what := "new     "
				if i >= len(files)-2 {
					what = "changed "
				}
				fmt.Fprintf(t.Out, "%s%s\n", what, kit.Shown(kit.Path(file)))
			}
			fmt.Fprintf(t.Out, `
write   what follows each %q in these files; begin with %s
vet     %s
make    go test ./lab/agree -run 'Pages|Generated|Pictures|Stories|FirstYear' -update
test    go test ./lab/agree -run 'LeftToWrite|LessonsAreWhole|OneForm|LinksLead|Generated'
read    CONTRIBUTING.md, The law: what must hold before the lesson may stay
`, vet.ToWrite, draft.Break(), style(t).Command("vet", draft.ID()+"/"+draft.Scenario))
			return nil
		},
	}
}

// newScenarioWords completes the lesson, up to the slash.
func newScenarioWords(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var words []string
	for _, l := range lesson.All {
		words = append(words, l.ID()+"/")
	}
	return words, ordered | cobra.ShellCompDirectiveNoSpace
}
