package script

import "fmt"

var hear = Command{
	Name:    "hear",
	Args:    "WHO FROM TEXT | WHO FROM --size N",
	Summary: "Expect that a client's next line from somebody is this one.",
	Detail:  "Lines from others and notices are passed over. Another text from FROM fails at once, and so does a line that is none of the protocol's. --size means the text that say and send make of it.",
	Example: `server
join ana bruno
say ana hello
hear bruno ana hello`,
	run: func(s *session, args []string) (string, error) {
		flags := newFlags("hear")
		size := flags.Int("size", 0, "")
		args, err := options(flags, args)
		if err != nil {
			return "", err
		}
		if len(args) < 2 {
			return "", usagef("who hears, and from whom?")
		}
		c, err := s.client(args[0])
		if err != nil {
			return "", err
		}
		text, err := textOrRuler(args[2:], *size)
		if err != nil {
			return "", err
		}
		return "", c.hear(args[1], text)
	},
}

// hear waits for the next line from somebody and holds it against text.
func (c *client) hear(from, text string) error {
	expected := Evidence{Data: Bytes(fmt.Sprintf("[%s] %s\n", from, text))}
	var got *line
	c.await(c.s.limit(), func(in *inbox) bool {
		got = in.next(func(l *line) bool {
			return l.form == chat && l.from == from && !c.s.markers[l.text] || l.form == other && c.named && l != in.lines[0]
		})
		return got != nil
	})
	switch {
	case got == nil:
		return c.missing(expected)
	case got.form != chat || got.text != text:
		return c.wrong(expected, got)
	}
	return nil
}
