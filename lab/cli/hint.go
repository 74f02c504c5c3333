package cli

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/lesson"
	"chatlab/lab/nearest"
)

func hintCommand(t *console.Terminal) *cobra.Command {
	level, symptom := 1, ""
	c := &cobra.Command{
		Use:   "hint N",
		Short: "Show a hint for lesson N, a small one first",
		Example: `  go tool lab hint 3
  go tool lab hint 3 --level 2
  go tool lab hint 3 --symptom half-a-line`,
		Args:              takes("a lesson"),
		ValidArgsFunction: oneLesson,
		RunE: func(c *cobra.Command, args []string) error {
			l, err := lesson.Find(args[0])
			if err != nil {
				return exitError{ExitUsage, err.Error()}
			}
			hints := l.Hints // outside a clone there is no copy that could be in Python
			if kit, err := course.Find(); err == nil {
				hints = kit.Hints(l)
			}
			if level < 1 || level > len(hints) {
				return exitError{ExitUsage, fmt.Sprintf("lesson %d has hints of level 1 to %d", l.Number, len(hints))}
			}
			if symptom != "" && c.Flags().Changed("level") {
				return exitError{ExitUsage, "a symptom has one hint: leave out --level, or --symptom"}
			}
			if symptom != "" {
				return symptomHint(t, l, lesson.Symptom(symptom))
			}
			style := style(t)
			style.Paragraph(t.Out, fmt.Sprintf("Hint %d of %d: ", level, len(hints))+hints[level-1])
			if level < len(hints) {
				fmt.Fprintf(t.Out, "\nmore    %s\n", style.Command("hint", args[0], "--level", fmt.Sprint(level+1)))
			} else {
				fmt.Fprintf(t.Out, "\nread    %s\n", l.Page())
			}
			return nil
		},
	}
	c.Flags().IntVar(&level, "level", 1, "how much the hint tells, from 1")
	c.Flags().StringVar(&symptom, "symptom", "", "the symptom that the story of the failed step names: "+known(lesson.Symptoms()))
	c.RegisterFlagCompletionFunc("level", levelWords)
	c.RegisterFlagCompletionFunc("symptom", symptomWords)
	return c
}

// symptomHint shows the hint for a symptom, which comes before all other hints. If it is a
// general hint, it names no others: the lesson's hints are about another fault.
func symptomHint(t *console.Terminal, l lesson.Lesson, symptom lesson.Symptom) error {
	hint := l.HintFor(symptom)
	if hint == "" {
		names := known(lesson.Symptoms())
		meant := nearest.Meant(string(symptom), strings.Split(names, ", "))
		return exitError{ExitUsage, fmt.Sprintf("there is no symptom %q%s", symptom, cmp.Or(meant, "; there are "+names))}
	}
	style := style(t)
	style.Paragraph(t.Out, fmt.Sprintf("What was seen: %s. %s", symptom.Says(), hint))
	if l.Symptoms[symptom] != "" {
		fmt.Fprintf(t.Out, "\nmore    %s\n", style.Command("hint", fmt.Sprint(l.Number)))
	} else {
		fmt.Fprintf(t.Out, "\nread    %s, and the clause that the story names in docs/protocol.md\n", l.Page())
	}
	return nil
}

func known(symptoms []lesson.Symptom) string {
	var names []string
	for _, s := range symptoms {
		names = append(names, string(s))
	}
	return strings.Join(names, ", ")
}
