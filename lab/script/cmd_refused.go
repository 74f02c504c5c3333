package script

import (
	"chatlab/lab/draw"
	"chatlab/lab/lesson"
)

var refused = Command{
	Name:    "refused",
	Args:    "WHO",
	Summary: "Expect that the server does not let a client in: it says so, or just closes.",
	Detail:  "If the server's next line is a notice (*), it has let the client in. After the refusal the connection must be closed, unless the dialect of the server says that it stays. A server that does without P23 may refuse in any words, if it closes the connection.",
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
		answer := c.awaitAnswer()
		if answer != nil && s.dialect.Admits(answer.raw) {
			ownWords := s.dialect.Lacks([]string{"P23"}, nil) != "" // such as * Go away
			if ownWords && c.awaitEnd() == nil {
				return c.ended(), nil
			}
			f := c.wrong(words(c.name+" to be refused"), answer).seen(lesson.LetIn)
			if c.ended() == endedWithFin && !c.finSent { // the server refused it, but the line does not say so
				f.seen(lesson.OtherAnswer).addNote("then " + c.ended())
			}
			return "", f
		}
		return c.turnedAway(answer)
	},
}

// turnedAway waits until the server has ended the connection of a client that it has refused.
// If such a connection stays open, the answer must be a refusal. It returns what came.
func (c *client) turnedAway(answer *line) (string, error) {
	if c.s.dialect.Retries && answer != nil {
		return draw.Visible(string(answer.raw)), nil
	}
	err := c.awaitEnd()
	return c.ended(), err
}
