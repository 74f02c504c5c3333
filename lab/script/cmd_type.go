package script

import (
	"fmt"

	"chatlab/lab/layout"
	"chatlab/lab/program"
)

var typeText = Command{
	Name:    "type",
	Args:    "NAME TEXT",
	Summary: "Type a line into a client program.",
	Example: `server
join ana
client bruno
type bruno hello
hear ana bruno hello`,
	run: func(s *session, args []string) (string, error) {
		words, text, err := lineArgs(1, args)
		if err != nil {
			return "", err
		}
		p, err := s.person(words[0])
		if err != nil {
			return "", err
		}
		if err := p.program.Type(text + "\n"); err != nil {
			return "", &program.Trouble{
				What:   fmt.Sprintf("the client program %s takes no more input: %v", words[0], err),
				Tried:  "typing a line of " + layout.Count(len(text)+1, "byte"),
				Output: p.program.Output(),
			}
		}
		return "", nil
	},
}
