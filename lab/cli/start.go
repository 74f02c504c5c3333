package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"chatlab/lab/console"
	"chatlab/lab/course"
)

func startCommand(t *console.Terminal) *cobra.Command {
	language := course.Languages[0]
	c := &cobra.Command{
		Use:   "start N",
		Short: "Begin lesson N: get a copy of its broken server to mend",
		Long: `Begin lesson N. It writes a copy of the broken server into a folder below work/,
with a Go test beside it. It never overwrites a file.

Lessons 1 to 7 and 10 are in Python, too: --in python. Such a copy has the file
chatlab.server beside it, which says how it is run. docs/python.md tells what is
different.`,
		Example: `  go tool lab start 3
  go tool lab start 3 --in python`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: oneLesson,
		RunE: func(_ *cobra.Command, args []string) error {
			l, kit, err := lessonAndKit(args[0])
			if err != nil {
				return err
			}
			if err := kit.StartIn(l, language); err != nil {
				return err
			}
			unsaved(t, kit.RecordStart(l))
			style := style(t)
			number := fmt.Sprint(l.Number)
			fmt.Fprintf(t.Out, "Lesson %d: %s\n", l.Number, l.Title)
			fmt.Fprintf(t.Out, "Your copy of its broken server: %s\n\n", l.Copy())
			fmt.Fprintf(t.Out, "read    %s\n", l.Page())
			if language == "python" {
				fmt.Fprintf(t.Out, "  and   docs/python.md    what is different in Python\n")
			}
			fmt.Fprintf(t.Out, "check   %s\n", style.Command("check", number))
			if language == "go" {
				fmt.Fprintf(t.Out, "   or   go test ./%s\n", l.Copy())
			}
			fmt.Fprintf(t.Out, "   or   %s    checks again each time you save\n", style.Command("watch", number))
			fmt.Fprintf(t.Out, "hint    %s\n", style.Command("hint", number))
			return nil
		},
	}
	c.Flags().StringVar(&language, "in", language, "the language of the server: "+strings.Join(course.Languages, " or "))
	c.RegisterFlagCompletionFunc("in", cobra.FixedCompletions(course.Languages, cobra.ShellCompDirectiveNoFileComp))
	return c
}
