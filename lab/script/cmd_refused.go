package script

import "chatlab/lab/lesson"

var refused = Command{
	Name:    "refused",
	Args:    "WHO",
	Summary: "Expect that the server does not let a client in: it says so, or just closes.",
	Detail:  "The connection must be closed, whatever the server says before. If it stays open, and the server's next line is a notice (*), the server has let the client in.",
	Example: `server
join ana
connect rival
send rival 'ana\n'
refused rival`,
	run: func(s *session, args []string) (string, error) {
		c, err := s.only(args)
		if err != nil {
			return "", err
		}
		if answer := c.awaitAnswer(); answer != nil && s.dialect.Admits(answer.raw) {
			if err := c.awaitEnd(); err == nil { // whatever it said, it let nobody in
				return c.ended(), nil
			}
			return "", c.wrong(words(c.name+" to be refused"), answer).seen(lesson.LetIn)
		}
		err = c.awaitEnd()
		return c.ended(), err
	},
}
