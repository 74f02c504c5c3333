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
		words, text, err := lineArgs(2, args)
		if err != nil {
			return "", err
		}
		verb, from := words[0], words[1]
		if verb != "hears" {
			return "", usagef("everyone hears whom say what?")
		}
		var hearers []*client
		for _, c := range s.everyone() {
			if c.named() && c.name != from && c.ended() == "" {
				hearers = append(hearers, c)
			}
		}
		if len(hearers) == 0 {
			return "", usagef("nobody is there to hear %s", from)
		}
		return count(len(hearers), "client"), s.allHear(hearers, from, text)
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
