package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"chatlab/lab/lesson"
)

func hintCommand(t *terminal) *cobra.Command {
	level := 1
	c := &cobra.Command{
		Use:   "hint N",
		Short: "Show a hint for lesson N, a small one first",
		Example: `  go tool lab hint 3
  go tool lab hint 3 --level 2`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: oneLesson,
		RunE: func(_ *cobra.Command, args []string) error {
			l, err := lesson.Find(args[0])
			if err != nil {
				return exitError{exitUsage, err.Error()}
			}
			if level < 1 || level > len(l.Hints) {
				return exitError{exitUsage, fmt.Sprintf("lesson %d has hints of level 1 to %d", l.Number, len(l.Hints))}
			}
			style := t.style()
			style.Paragraph(t.out, fmt.Sprintf("Hint %d of %d: ", level, len(l.Hints))+l.Hints[level-1])
			if level < len(l.Hints) {
				fmt.Fprintf(t.out, "\nmore    %s\n", style.Command("hint", args[0], "--level", fmt.Sprint(level+1)))
			} else {
				fmt.Fprintf(t.out, "\nread    %s\n", l.Page())
			}
			return nil
		},
	}
	c.Flags().IntVar(&level, "level", 1, "how plain a hint, from 1")
	c.RegisterFlagCompletionFunc("level", levelWords)
	return c
}
