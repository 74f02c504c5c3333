package cli

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"chatlab/lab/lazyregexp"
	"chatlab/lab/nearest"
)

// This file has our own words for a wrong command line. A message says what is wrong, what was
// expected and, if a word is misspelt, which one may be meant. The usage of the command follows.

// takes says which arguments a command takes: exactly one for each of whats, in words such as "a
// lesson". Without whats it takes none.
func takes(whats ...string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) > len(whats) {
			return tooMany(c, args, whats)
		}
		if len(args) < len(whats) {
			return fmt.Errorf("%s needs %s%s", c.Name(), strings.Join(whats, " and "), onlyHere(args))
		}
		return nil
	}
}

// mayTake is for a command that also does without its only argument.
func mayTake(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) > 1 {
			return tooMany(c, args, []string{what})
		}
		return nil
	}
}

// takesAndMay is for a command that takes one argument, and may take a second one.
func takesAndMay(what, second string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == 2 {
			return nil
		}
		if len(args) > 2 {
			return tooMany(c, args, []string{what, second})
		}
		return takes(what)(c, args)
	}
}

// onlyHere names the arguments of a command that needs more of them.
func onlyHere(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return "; there is only " + quoted(args)
}

func tooMany(c *cobra.Command, args, whats []string) error {
	extra := quoted(args[len(whats):])
	switch {
	case len(whats) > 0:
		return fmt.Errorf("%s takes %s and nothing more: leave out %s", c.Name(), strings.Join(whats, " and "), extra)
	case c.HasAvailableSubCommands():
		return unknownCommand(c, args[0])
	case c.Flags().Lookup("server") != nil || c.Flags().Lookup("to") != nil: // what follows is often a part of it
		return fmt.Errorf("%s takes only flags: leave out %s, or put the whole value of a flag into quotes", c.Name(), extra)
	}
	return fmt.Errorf("%s takes no arguments: leave out %s", c.Name(), extra)
}

// quoted quotes words, with spaces between them.
func quoted(words []string) string {
	var all []string
	for _, word := range words {
		all = append(all, strconv.Quote(word))
	}
	return strings.Join(all, " ")
}

// unknownCommand says which commands there are below c.
func unknownCommand(c *cobra.Command, word string) error {
	var known []string
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			known = append(known, sub.Name())
		}
	}
	return fmt.Errorf("there is no command %q%s", word, cmp.Or(nearest.Meant(word, known), "; "+thereAre(known)))
}

// thereAre lists what there is.
func thereAre(known []string) string {
	if len(known) == 1 {
		return "there is only " + known[0]
	}
	return "there are " + strings.Join(known, ", ")
}

// wrongFlag says what is wrong with a flag.
func wrongFlag(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var empty *pflag.ValueRequiredError
	var wrong *pflag.InvalidValueError
	var syntax *pflag.InvalidSyntaxError
	switch {
	case errors.As(err, &unknown):
		return unknownFlag(c, unknown)
	case errors.As(err, &empty):
		return fmt.Errorf("--%s needs a value: %s", empty.GetFlag().Name, empty.GetFlag().Usage)
	case errors.As(err, &wrong):
		f := wrong.GetFlag()
		return fmt.Errorf("--%s %s: want %s", f.Name, wrong.GetValue(), wantedValues[f.Value.Type()])
	case errors.As(err, &syntax):
		return fmt.Errorf("%q is not a flag; a flag is two hyphens and its name, such as --help", syntax.GetSpecifiedFlag())
	}
	return err
}

// wantedValues says how to write a value of each type of flag that can be written wrongly.
var wantedValues = map[string]string{
	"int":      "a whole number",
	"uint64":   "a whole number, not negative",
	"int64":    "a whole number",
	"float64":  "a number",
	"intSlice": "whole numbers, separated by commas",
	"bool":     "true or false, or no value",
	"duration": "a time, such as 20ms or 1.5s",
}

// unknownFlag names the flag that may be meant. A single hyphen is for one-letter flags, so -run
// reads as four of them.
func unknownFlag(c *cobra.Command, err *pflag.NotExistError) error {
	if c.HasAvailableSubCommands() && c.Flags().NArg() > 0 { // the flag is of a command that is not there
		return unknownCommand(c, c.Flags().Arg(0))
	}
	wrong, typed := err.GetSpecifiedName(), "--"+err.GetSpecifiedName()
	if letters := err.GetSpecifiedShortnames(); letters != "" {
		wrong, _, _ = strings.Cut(letters, "=")
		typed = "-" + wrong
	}
	var known, hyphened []string
	c.Flags().VisitAll(func(f *pflag.Flag) {
		known, hyphened = append(known, f.Name), append(hyphened, "--"+f.Name)
	})
	if slices.Contains(known, wrong) {
		return fmt.Errorf("there is no flag %s; write two hyphens: --%s", typed, wrong)
	}
	return fmt.Errorf("there is no flag %s%s", typed, cmp.Or(nearest.Meant("--"+wrong, hyphened), "; "+thereAre(hyphened)))
}

// together are the flags at the end of Cobra's message about flags that exclude each other.
var together = lazyregexp.New(`\[([^\]]*)\] were all set$`)

// exclusive says which flags of a command line exclude each other.
func exclusive(c *cobra.Command) error {
	err := c.ValidateFlagGroups()
	if err == nil {
		return nil
	}
	found := together().FindStringSubmatch(err.Error())
	if found == nil {
		return err
	}
	return fmt.Errorf("--%s exclude each other: leave one out", strings.Join(strings.Fields(found[1]), " and --"))
}

// helpCommand prints the help of a command.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Show how a command is used",
		ValidArgsFunction: func(c *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
			var words []string
			if of, rest, err := c.Root().Find(args); err == nil && len(rest) == 0 {
				for _, sub := range of.Commands() {
					if sub.IsAvailableCommand() && strings.HasPrefix(sub.Name(), typed) {
						words = append(words, sub.Name()+"\t"+sub.Short)
					}
				}
			}
			return words, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error {
			of, rest, err := c.Root().Find(args)
			if err != nil || len(rest) > 0 && of.HasAvailableSubCommands() {
				return exitError{ExitUsage, unknownCommand(of, rest[0]).Error()}
			}
			of.InitDefaultHelpFlag()
			return of.Help()
		},
	}
}
