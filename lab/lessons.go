package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"chatlab/lab/lesson"
)

func lessonsCommand(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "lessons",
		Short: "List the lessons",
		Long:  "List the lessons, with their pages and the copies that you have started.",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			kit, err := findKit()
			if err != nil {
				return err
			}
			for _, l := range lesson.All {
				started := ""
				if kit.copied(l) {
					started = "started in " + l.Copy()
				}
				line := fmt.Sprintf("%2d  %-36s  %-30s  %s", l.Number, l.Title, l.Page(), started)
				fmt.Fprintln(t.out, strings.TrimRight(line, " "))
			}
			return nil
		},
	}
}
