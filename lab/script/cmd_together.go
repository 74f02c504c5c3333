package script

import (
	"cmp"
	"slices"
	"strings"

	"chatlab/lab/layout"
)

// separator separates the steps of a together.
const separator = "and"

// partners are the commands that together can run. None of them depends on what the others
// change.
var partners = []Command{say, send, closeConn, halfClose, resetConn, crowd, hear}

var together = Command{
	Name:    "together",
	Args:    "STEP and STEP…",
	Summary: "Take several steps at the same moment.",
	Detail:  "STEP is one of " + partnerNames() + ", each written as usual. Each client may do one thing, and hear as well; at most one STEP may be crowd. The step passes when all of them have passed.",
	Example: `server
crowd 3
together say guest1 hello and close guest2 and hear guest3 guest1 hello
sees guest1 left guest2`,
	run: func(s *session, args []string) (string, error) {
		parts, err := apart(args)
		if err != nil {
			return "", err
		}
		errs := s.simultaneously(len(parts), min(2, doers(parts)), func(i int) error {
			_, err := parts[i].run(s, parts[i].args)
			return err
		})
		return layout.Count(len(parts), "step"), cmp.Or(errs...)
	},
}

func partnerNames() string {
	var names []string
	for _, c := range partners {
		names = append(names, c.Name)
	}
	return strings.Join(names, ", ")
}

// A part is one step of a together.
type part struct {
	Command
	args []string
}

// apart splits the arguments into parts.
func apart(args []string) (parts []part, err error) {
	doing := map[string]bool{}
	for rest, more := args, true; more; {
		var words []string
		if at := slices.Index(rest, separator); at >= 0 {
			words, rest = rest[:at], rest[at+1:]
		} else {
			words, more = rest, false
		}
		at := slices.IndexFunc(partners, func(c Command) bool { return len(words) > 0 && words[0] == c.Name })
		if at < 0 {
			return nil, usagef("a STEP is one of %s", partnerNames())
		}
		p := part{partners[at], words[1:]}
		if who := p.who(); doing[who] {
			return nil, usagef("%s does two things at the same moment; only a hear may be added", who)
		} else if who != "" {
			doing[who] = true
		}
		parts = append(parts, p)
	}
	if len(parts) < 2 {
		return nil, usagef("needs at least two steps, with the word %s between them", separator)
	}
	return parts, nil
}

// doers is how many of the parts do more than hear.
func doers(parts []part) (n int) {
	for _, p := range parts {
		if p.Name != hear.Name {
			n++
		}
	}
	return n
}

// who is the client that does something in this part; empty if the part only hears.
func (p part) who() string {
	args := p.args
	for len(args) > 1 && strings.HasPrefix(args[0], "--") {
		args = args[2:] // each of these options has a value
	}
	switch {
	case p.Name == crowd.Name:
		return "a crowd"
	case p.Name == hear.Name, len(args) == 0:
		return ""
	}
	return args[0]
}
