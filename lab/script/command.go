package script

import (
	"slices"
	"strings"
)

// A Command is one word of the language, with its code and its documentation.
// docs/commands.md is made from these values, and a test runs every example.
type Command struct {
	Name    string
	Args    string // as in a usage line
	Summary string // one line
	Detail  string // what else the reader must know; may be empty
	Example string // whole lines of a scenario that passes

	// run executes the command. The story shows the text it returns after a step that went
	// well. The error is a *Failure if the server is at fault, and a usageError if the
	// scenario is. It is a *program.Trouble if nobody can tell.
	run func(s *session, args []string) (detail string, err error)

	// lacks tells what the step would expect in vain if it ran now, without waiting. lacking looks
	// at the steps after a failed one with it. It is nil for a command that does more than to
	// expect one thing on one connection.
	lacks func(s *session, args []string) (lack, bool)
}

// Usage is the command's usage line.
func (c Command) Usage() string { return strings.TrimSpace(c.Name + " " + c.Args) }

// Commands returns every command, in the order of the reference: the server, clients and
// what they do, how they end, what is expected, programs as clients, the path, evidence.
func Commands() []Command {
	return []Command{
		serverStart, interrupt, crash, exits, restart, unreachable, logged, unlogged, memory, squeeze,
		connect, join, crowd, race, say, send, converse, password, guess, drip, flood, together,
		closeConn, halfClose, resetConn, freezeClient, thawClient,
		hear, everyone, sees, listed, told, refused, closed, quiet,
		clientProgram, typeText, screen,
		netFaults, onTheWire, simRun,
		clause, needs, reveal, traceCmp, rules,
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
