package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"chatlab/lab/console"
	"chatlab/lab/course"
)

func resetCommand(t *console.Terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "reset N",
		Short: "Begin lesson N again, and keep your old copy",
		Long: `Begin lesson N again. It moves your copy to work/.old and writes the broken server
once more, in the same language. Your progress stays as it is.`,
		Example:           `  go tool lab reset 3`,
		Args:              takes("a lesson"),
		ValidArgsFunction: oneLesson,
		RunE: func(_ *cobra.Command, args []string) error {
			l, kit, err := lessonAndKit(args[0])
			if err != nil {
				return err
			}
			old, err := kit.Reset(l)
			var missing course.NoCopy
			if errors.As(err, &missing) {
				return exitError{ExitFailed, notStarted(style(t), missing)}
			}
			if err != nil {
				return err
			}
			unsaved(t, kit.RecordStart(l))
			fmt.Fprintf(t.Out, "Lesson %d begins again: %s\n", l.Number, l.Copy())
			fmt.Fprintf(t.Out, "Your old copy is kept:  %s\n\n", old)
			fmt.Fprintf(t.Out, "check   %s\n", style(t).Command("check", l.Word()))
			return nil
		},
	}
}
