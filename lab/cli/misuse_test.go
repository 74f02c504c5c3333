package cli

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"chatlab/lab/console"
)

// theirWords are words of the packages that read command lines. A student has met none of them.
var theirWords = []string{
	"flag provided but not defined", "unknown flag", "unknown shorthand flag", "bad flag syntax",
	"flag needs an argument", "invalid argument", "strconv.", "time: invalid", "parsing \"",
	"arg(s)", "unknown command", "Unknown help topic", "Did you mean this?", "in the group", "required flag",
}

// TestMisuseHasOurWords: every command answers every kind of wrong command line in our words, with
// what was wrong in it and where to read more. The commands and their flags come from the table.
func TestMisuseHasOurWords(t *testing.T) {
	t.Parallel()
	for _, c := range allCommands(root(&console.Terminal{})) {
		for _, call := range misuses(c) {
			status, out, err := lab(t, call.args...)
			if status != ExitUsage || out != "" || !strings.HasPrefix(err, "lab: ") || !strings.Contains(err, call.wrong) {
				t.Errorf("lab %q: status %d, want %d and %q in:\n%s%s", call.args, status, ExitUsage, call.wrong, out, err)
			}
			if at := slices.IndexFunc(theirWords, func(w string) bool { return strings.Contains(err, w) }); at >= 0 {
				t.Errorf("lab %q: %q is not our wording:\n%s", call.args, theirWords[at], err)
			}
		}
	}
}

// allCommands returns a command and all commands below it.
func allCommands(c *cobra.Command) []*cobra.Command {
	if !c.HasParent() {
		c.InitDefaultHelpCmd()
	}
	all := []*cobra.Command{c}
	for _, sub := range c.Commands() {
		all = append(all, allCommands(sub)...)
	}
	return all
}

// wordsOf returns the words that call a command, after "go tool lab".
func wordsOf(c *cobra.Command) []string {
	return strings.Fields(strings.TrimPrefix(c.CommandPath(), c.Root().CommandPath()))
}

// A misuse is a wrong command line, and what the answer must name.
type misuse struct {
	args  []string
	wrong string
}

// misuses returns wrong command lines of a command.
func misuses(c *cobra.Command) (all []misuse) {
	path := wordsOf(c)
	add := func(wrong string, args ...string) {
		all = append(all, misuse{append(slices.Clone(path), args...), wrong})
	}
	add("--no-such-flag", "--no-such-flag")
	add("-z", "-z")
	add("--=", "--=x")
	if c.Args != nil && c.Args(c, nil) != nil {
		add(c.Name() + " needs ")
	}
	switch four := []string{"no-such-1", "no-such-2", "no-such-3", "no-such-4"}; {
	case c.Args == nil: // as many as you like, but not these
		add(four[0], four...)
	case c.HasAvailableSubCommands():
		add(four[0], four...)
	default:
		add(four[3], four...)
	}
	c.InitDefaultHelpFlag()
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if f.NoOptDefVal == "" {
			add("--"+f.Name+" needs a value: ", "--"+f.Name)
		}
		if !strings.HasPrefix(f.Value.Type(), "string") {
			add("--"+f.Name+" @: want ", "--"+f.Name+"=@")
		}
	})
	return all
}

// TestHelpOfEveryCommand: help is the same by both ways, begins with what the command does, and
// names the command.
func TestHelpOfEveryCommand(t *testing.T) {
	t.Parallel()
	for _, c := range allCommands(root(&console.Terminal{})) {
		if !c.HasParent() || c.Name() == "help" {
			continue
		}
		path := wordsOf(c)
		status, byFlag, err := lab(t, append(slices.Clone(path), "--help")...)
		statusToo, byCommand, errToo := lab(t, append([]string{"help"}, path...)...)
		if status != 0 || statusToo != 0 || err+errToo != "" || byFlag != byCommand {
			t.Errorf("%s --help ends with %d, help %[1]s with %[3]d:\n%s%s", path, status, statusToo, byFlag, byCommand)
		}
		does, _, _ := strings.Cut(cmp.Or(c.Long, c.Short), "\n")
		if !strings.HasPrefix(byFlag, does) || !strings.Contains(byFlag, "go tool lab "+strings.Join(path, " ")) {
			t.Errorf("the help of %s does not say what it does, or how to call it:\n%s", path, byFlag)
		}
	}
}
