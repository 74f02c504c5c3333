package script

var closed = Command{
	Name:    "closed",
	Args:    "WHO",
	Summary: "Expect that the server closes a client's connection.",
	Detail:  "Whatever it sends before that is skipped.",
	Example: `server
join ana bruno
say ana /quit
closed ana
sees bruno left ana`,
	run: func(s *session, args []string) (string, error) {
		c, err := s.only(args)
		if err != nil {
			return "", err
		}
		err = c.awaitEnd()
		return c.ended(), err
	},
}
