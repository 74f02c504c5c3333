package cli

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"chatlab/lab/console"
	"chatlab/lab/sandbox"
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
	case c.HasAvailableSubCommands() && c.Args(c, four[:1]) != nil: // the first can only be one of them
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

// TestWhatIsWrongIsTold: each wrong command line gets its message, example by example.
func TestWhatIsWrongIsTold(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	for _, c := range []struct {
		args   string
		status int
		want   string
	}{
		{"check 99", ExitUsage, `no lesson "99"; there are 1 to 14`},
		{"check 3 --run nonesuch", ExitUsage, "no scenario of these lessons"},
		{"check 3 --run split_writ", ExitUsage, "did you mean split_write, of lesson 3?"},
		{"check 3 --run no_ech", ExitUsage, "did you mean no_echo, of lesson 2?"},
		{"check 3 --rnu crlf", ExitUsage, "did you mean --run?"},
		{"hint", ExitUsage, "hint needs a lesson"},
		{"start 1 2", ExitUsage, `start takes a lesson (or own) and nothing more: leave out "2"`},
		{"check 3 --run [", ExitUsage, "not a pattern"},
		{"check --times 0", ExitUsage, "must be positive"},
		{"check 3 --keep none", ExitUsage, "write --keep=none"},
		{"check --keep=some", ExitUsage, "want failed, all, whole or none"},
		{"check --slow -1", ExitUsage, "must be positive"},
		{"check --port 5000", ExitUsage, "--server"},
		{"check --colour", ExitUsage, "there is no flag --colour; there are --all"},
		{"check 3 --run split_write --server ''", ExitUsage, "can't be run"},
		{"check 3 --run split_write --server no-such-program", ExitUsage, "executable file not found"},
		{"check 3 --server ./docs", ExitUsage, "a folder without a Go program"},
		{"check 3 --run split_write --server false", ExitTrouble, "ended before it listened: exit status 1"},
		{"start", ExitUsage, "start needs a lesson (or own)"},
		{"start 99", ExitUsage, "no lesson"},
		{"hint 3 --level 9", ExitUsage, "hints of level 1 to 3"},
		{"hint 3 --symptom nonsense", ExitUsage, `there is no symptom "nonsense"; there are half-a-line, altered,`},
		{"hint 3 --symptom foreign --level 2", ExitUsage, "leave out --level"},
		{"server --max-line -1", ExitUsage, "can't be negative"},
		{"nonsense", ExitUsage, `there is no command "nonsense"; there are account,`},
		{"chekc", ExitUsage, "did you mean check?"},
		{"dialect prob --server x", ExitUsage, "did you mean probe?"},
		{"help chek", ExitUsage, "did you mean check?"},
		{"check 3-haf-a-message", ExitUsage, "did you mean 03-half-a-message?"},
		{"check 7-5", ExitUsage, "such as 5-7"},
		{"check own 3", ExitUsage, "own goes alone"},
		{"check -run crlf", ExitUsage, "write two hyphens: --run"},
		{"check 3 --server python3 server.py {port}", ExitUsage, "put the whole command into quotes"},
		{"check --port x", ExitUsage, "--port x: want a whole number"},
		{"check --port", ExitUsage, "--port needs a value: the fixed port"},
		{"check --mutant eccho", ExitUsage, "did you mean echo?"},
		{"hint 3 --symptom half-a-lin", ExitUsage, "did you mean half-a-line?"},
		{"vet 03-half-a-message/splt_write", ExitUsage, "did you mean 03-half-a-message/split_write?"},
		{"sim --of a --mutant b", ExitUsage, "--mutant and --of exclude each other"},
		{"draw no.trace", ExitFailed, "a failed check names its trace"},
		{"account users", ExitUsage, `a name; there is only "users"`},
	} {
		status, out, err := s.Lab(strings.Fields(c.args)...)
		if status != c.status || !strings.Contains(out+err, c.want) {
			t.Errorf("lab %s: status %d, want %d; want %q in:\n%s%s", c.args, status, c.status, c.want, out, err)
		}
	}
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
