package script

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A Command is one word of the language: what it does, and the words that
// explain it. docs/commands.md is made from these values, and a test runs
// every example.
type Command struct {
	Name    string
	Args    string // as in a usage line
	Summary string // one line
	Detail  string // what else one must know; may be empty
	Example string // whole lines of a scenario that passes

	// run does it. The text it returns is shown behind a step that went well.
	// The error is a *Failure if the server is at fault, a usageError if the
	// scenario is, a *program.Trouble if it can't be told.
	run func(s *session, args []string) (detail string, err error)
}

// Usage is the command's usage line.
func (c Command) Usage() string { return strings.TrimSpace(c.Name + " " + c.Args) }

// Commands returns every command, in the order of the reference: the server,
// clients and what they do, how they end, what is expected, programs as
// clients, the path, evidence.
func Commands() []Command {
	return []Command{
		serverStart, interrupt, crash, exits, restart, unreachable, logged, memory,
		connect, join, crowd, race, say, send, flood, together,
		closeConn, halfClose, resetConn, freezeClient, thawClient,
		hear, everyone, sees, told, refused, closed, quiet,
		clientProgram, typeText, screen,
		netFaults,
		clause, needs, traceCmp, rules,
	}
}

func find(name string) (Command, bool) {
	all := Commands()
	at := slices.IndexFunc(all, func(c Command) bool { return c.Name == name })
	if at < 0 {
		return Command{}, false
	}
	return all[at], true
}

// suggest names the command that a misspelt one may have meant: the nearest,
// if it is near.
func suggest(wrong string) string {
	const near = 2
	best, distance := "", near+1
	for _, c := range Commands() {
		if d := edits(wrong, c.Name); d < distance {
			best, distance = c.Name, d
		}
	}
	if best == "" {
		return "; docs/commands.md lists them all"
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// edits counts the letters to add, drop or change to get from a to b: the
// Levenshtein distance, one row of the table at a time.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// A usageError says that a step is written wrongly.
type usageError struct{ what string }

func (e usageError) Error() string { return e.what }

func usagef(format string, args ...any) error {
	return usageError{fmt.Sprintf(format, args...)}
}

// options parses the flags among args, which may stand anywhere, and returns
// the rest.
func options(flags *flag.FlagSet, args []string) ([]string, error) {
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	var rest []string
	for len(args) > 0 {
		if !strings.HasPrefix(args[0], "--") {
			rest, args = append(rest, args[0]), args[1:]
			continue
		}
		if err := flags.Parse(args); err != nil {
			return nil, usagef("%v", err)
		}
		args = flags.Args()
	}
	return rest, nil
}

func newFlags() *flag.FlagSet { return flag.NewFlagSet("", flag.ContinueOnError) }
