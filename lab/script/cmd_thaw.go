package script

import "chatlab/lab/trace"

var thawClient = Command{
	Name:    "thaw",
	Args:    "WHO…",
	Summary: "Let frozen clients read again.",
	Example: `server
join ana bruno
freeze bruno
thaw bruno
say ana hello
hear bruno ana hello`,
	run: func(s *session, args []string) (string, error) {
		return "", s.each(args, func(c *client) {
			c.did(trace.ReadsAgain)
			c.thaw()
		})
	},
}
