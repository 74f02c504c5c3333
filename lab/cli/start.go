package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/lesson"
	"chatlab/lab/story"
)

func startCommand(t *console.Terminal) *cobra.Command {
	language := course.Languages[0]
	c := &cobra.Command{
		Use:   "start N | own",
		Short: "Begin lesson N: get a copy of its broken server to mend",
		Long: `Begin lesson N. It writes a copy of the broken server into a folder below work/,
with a Go test beside it. It never overwrites a file.

Lessons 1 to 7 and 10 are in Python, too: --in python. Such a copy has the file
chatlab.server beside it, which says how it is run. docs/python.md tells what is
different.

start own is for a server from an empty file, in go, python, node, java or c. It
writes a few lines that listen and greet, and docs/own.md has what comes next.`,
		Example: `  go tool lab start 3
  go tool lab start 3 --in python
  go tool lab start own --in java`,
		Args:              takes("a lesson (or own)"),
		ValidArgsFunction: orOwn(oneLesson),
		RunE: func(_ *cobra.Command, args []string) error {
			l, kit, err := lessonOrOwn(args[0])
			if err != nil {
				return err
			}
			if err := kit.StartIn(l, language); err != nil {
				return err
			}
			unsaved(t, kit.RecordStart(l))
			begun(t, style(t), l, language)
			return nil
		},
	}
	c.Flags().StringVar(&language, "in", language, "the language of the server: "+strings.Join(course.Languages, " or ")+"; for start own also node, java or c")
	c.RegisterFlagCompletionFunc("in", func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) == 1 && args[0] == lesson.Own.ID() {
			return course.OwnLanguages, cobra.ShellCompDirectiveNoFileComp
		}
		return course.Languages, cobra.ShellCompDirectiveNoFileComp
	})
	return c
}

// begun says what was written, and what to do next.
func begun(t *console.Terminal, style story.Style, l lesson.Lesson, language string) {
	if l.IsOwn() {
		fmt.Fprintf(t.Out, "%s: %s\n\n", l.Title, l.Copy())
	} else {
		fmt.Fprintf(t.Out, "Lesson %d: %s\nYour copy of its broken server: %s\n\n", l.Number, l.Title, l.Copy())
	}
	fmt.Fprintf(t.Out, "read    %s\n", l.Page())
	if language == "python" && !l.IsOwn() {
		fmt.Fprintf(t.Out, "  and   docs/python.md    what is different in Python\n")
	}
	fmt.Fprintf(t.Out, "check   %s\n", style.Command("check", l.Word()))
	if language == "go" {
		fmt.Fprintf(t.Out, "   or   go test ./%s\n", l.Copy())
	}
	fmt.Fprintf(t.Out, "   or   %s    checks again each time you save\n", style.Command("watch", l.Word()))
	if !l.IsOwn() {
		fmt.Fprintf(t.Out, "hint    %s\n", style.Command("hint", l.Word()))
	}
}
