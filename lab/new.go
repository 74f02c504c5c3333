package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"chatlab/lab/law"
	"chatlab/lab/lesson"
)

func newCommand(t *terminal) *cobra.Command {
	c := &cobra.Command{
		Use:   "new",
		Short: "Begin something of your own: a scenario",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return c.Help()
		},
	}
	c.AddCommand(newScenarioCommand(t))
	return c
}

func newScenarioCommand(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "scenario LESSON/NAME",
		Short: "Begin a scenario: write a template to fill in",
		Long: `Begin a scenario: write a file below scripts/ with steps that work, and places
for a claim and clauses. What is there already is never written over.

NAME says what must hold in small letters, digits and underscores: no_echo.`,
		Example:           `  go tool lab new scenario 02-first-chat/long_pause`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: newScenarioWords,
		RunE: func(_ *cobra.Command, args []string) error {
			kit, err := findKit()
			if err != nil {
				return err
			}
			return kit.newScenario(t, args[0])
		},
	}
}

var scenarioName = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

func (k kit) newScenario(t *terminal, id string) error {
	where, name, ok := strings.Cut(id, "/")
	if !ok {
		return exitError{exitUsage, fmt.Sprintf("%q: name the lesson and the scenario, such as %s/%s", id, lesson.All[0].ID(), "my_scenario")}
	}
	l, err := lesson.Find(where)
	if err != nil {
		return exitError{exitUsage, err.Error()}
	}
	name = strings.TrimSuffix(name, ".txtar")
	if !scenarioName.MatchString(name) {
		return exitError{exitUsage, fmt.Sprintf("%q: a scenario's name is small letters, digits and single underscores, such as long_pause", name)}
	}
	file := l.Scripts() + "/" + name + ".txtar"
	out, err := os.OpenFile(k.path(file), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return exitError{exitFailed, file + " is there already, and stays as it is"}
	} else if err != nil {
		return err
	}
	if _, err := out.WriteString(law.Template()); err != nil {
		return errors.Join(err, out.Close())
	}
	if err := out.Close(); err != nil {
		return err
	}
	style := t.style()
	fmt.Fprintf(t.out, "A new scenario of lesson %d: %s\n\n", l.Number, file)
	fmt.Fprintf(t.out, "edit    %s\n", k.shown(k.path(file)))
	fmt.Fprintf(t.out, "read    docs/instructor.md, and docs/commands.md\n")
	fmt.Fprintf(t.out, "run     %s\n", style.Command("check", fmt.Sprint(l.Number), "--run", name))
	fmt.Fprintf(t.out, "vet     %s\n", style.Command("vet", l.ID()+"/"+name))
	return nil
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
