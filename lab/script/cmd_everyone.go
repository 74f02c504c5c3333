package script

import (
	"errors"

	"chatlab/lab/layout"
)

var everyone = Command{
	Name:    "everyone",
	Args:    "hears FROM TEXT | hears FROM --size N [--of TEXT]",
	Summary: "Expect that every client that has joined hears a line, except the one that said it.",
	Example: `server
join ana bruno carla
say ana hello
everyone hears ana hello`,
	run: func(s *session, args []string) (string, error) {
		words, text, err := lineArgs(2, args)
		if err != nil {
			return "", err
		}
		verb, from := words[0], words[1]
		if verb != "hears" {
			return "", usagef("everyone hears whom say what?")
		}
		if s.rehearsed != nil {
			return "", errRehearsed
		}
		var hearers []*client
		for _, c := range s.everyone() {
			if c.named() && c.name != from && c.ended() == "" {
				hearers = append(hearers, c)
			}
		}
		if len(hearers) == 0 {
			return "", usagef("nobody else has joined to hear %s", from)
		}
		errs := atOnce(len(hearers), func(i int) error { return hearers[i].hear(s.spelled(from), text) })
		return layout.Count(len(hearers), "client"), whoHeard(hearers, errs)
	},
}

// whoHeard returns the failure of the clients that did not hear a line. It says who they are, and who
// heard it.
func whoHeard(hearers []*client, errs []error) error {
	var heard, without []*client
	err := ofMany(errs)
	var f *Failure
	if !errors.As(err, &f) {
		return err
	}
	for i, c := range hearers {
		if errs[i] == nil {
			heard = append(heard, c)
			continue
		}
		without = append(without, c)
		if errors.Is(errs[i], f) {
			f.Conn = c.conn
		}
	}
	if len(heard) > 0 {
		f.addNote(namesOf(without) + " did not hear it, and " + namesOf(heard) + " did")
	}
	return err
}
