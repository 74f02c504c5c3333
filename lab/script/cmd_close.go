package script

import (
	"cmp"

	"chatlab/lab/program"
)

var closeConn = Command{
	Name:    "close",
	Args:    "WHO…",
	Summary: "End clients politely: FIN, read to the end, close.",
	Detail:  "One after the other. The step passes when the server has closed its sides, too.",
	Example: `server
join ana bruno
close ana
sees bruno left ana`,
	run: func(s *session, args []string) (string, error) {
		if len(args) == 1 && s.personOrNil(args[0]) != nil {
			return "", s.endInput(s.personOrNil(args[0]))
		}
		var failed error
		err := s.each(args, func(c *client) { failed = cmp.Or(failed, c.closePolitely()) })
		return "", cmp.Or(err, failed)
	},
}

// closePolitely sends the client's FIN, and waits for the server's.
func (c *client) closePolitely() error {
	if err := c.closeWrite(); err != nil {
		return err
	}
	return c.awaitEnd()
}

// endInput ends a client program as Ctrl-D does.
func (s *session) endInput(p *person) error {
	p.leaves(s.tick())
	p.program.EndInput()
	ctx, cancel := s.patient(s.limit())
	defer cancel()
	p.program.AwaitEnd(ctx)
	if _, ended := p.program.Ended(); ended {
		return nil
	}
	return &program.Trouble{
		What:   "the client program " + p.roomName + " does not end with its input",
		Tried:  "closing its standard input",
		Output: p.program.Output(),
	}
}
