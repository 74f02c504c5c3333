package script

import "sync"

var everyone = Command{
	Name:    "everyone",
	Args:    "hears FROM TEXT | hears FROM --size N",
	Summary: "Expect that every client that has joined hears a line, but the one who said it.",
	Example: `server
join ana bruno carla
say ana hello
everyone hears ana hello`,
	run: func(s *session, args []string) (string, error) {
		flags := newFlags("everyone")
		size := flags.Int("size", 0, "")
		args, err := options(flags, args)
		if err != nil {
			return "", err
		}
		if len(args) < 2 || args[0] != "hears" {
			return "", usagef("everyone hears whom say what?")
		}
		text, err := textOrRuler(args[2:], *size)
		if err != nil {
			return "", err
		}
		var hearers []*client
		for _, c := range s.order {
			if c.named && c.name != args[1] && c.ended() == "" {
				hearers = append(hearers, c)
			}
		}
		if len(hearers) == 0 {
			return "", usagef("nobody is there to hear %s", args[1])
		}
		return count(len(hearers), "client"), s.allHear(hearers, args[1], text)
	},
}

func (s *session) allHear(hearers []*client, from, text string) error {
	failures := make([]error, len(hearers))
	var all sync.WaitGroup
	for i, c := range hearers {
		all.Go(func() { failures[i] = c.hear(from, text) })
	}
	all.Wait()
	failed := 0
	for _, err := range failures {
		if err != nil {
			failed++
		}
	}
	return s.ofMany(failures, failed)
}
