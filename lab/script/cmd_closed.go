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
	lacks: func(s *session, args []string) (lack, bool) {
		c, err := s.only(args)
		if err != nil || c.ended() != "" {
			return lack{}, false
		}
		return lack{c, c.theEnd().label()}, true
	},
}
