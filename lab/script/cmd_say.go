package script

import (
	"fmt"

	"chatlab/lab/layout"
)

var say = Command{
	Name:    "say",
	Args:    "WHO TEXT | WHO --size N [--of TEXT]",
	Summary: "Send one line, in one write.",
	Detail:  "The line feed is added. TEXT of several words needs single quotes around it, and may hold the escapes \\t \\\\ \\xff \\u00e9. With --size, the text has N bytes and shows its own positions: \"0000 0005 0010 …\". With --of it repeats TEXT instead, and full stops fill what is left.",
	Example: `server
join ana bruno
say ana 'hello world'
hear bruno ana 'hello world'`,
	run: func(s *session, args []string) (string, error) {
		words, text, err := lineArgs(1, args)
		if err != nil {
			return "", err
		}
		c, err := s.client(words[0])
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("1 write, %s", layout.Count(len(text)+1, "byte")), c.say(text)
	},
}

// say sends one line.
func (c *client) say(text string) error {
	c.s.last.Store(c)
	return c.write(text + "\n")
}
