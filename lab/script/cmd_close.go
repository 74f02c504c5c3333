package script

var closeConn = Command{
	Name:    "close",
	Args:    "WHO",
	Summary: "End a client politely: FIN, read to the end, close.",
	Detail:  "The step passes when the server has closed its side as well.",
	Example: `server
join ana bruno
close ana
sees bruno left ana`,
	run: func(s *session, args []string) (string, error) {
		c, err := s.only(args)
		if err != nil {
			return "", err
		}
		if err := c.closeWrite(); err != nil {
			return "", err
		}
		return "", c.awaitEnd()
	},
}

// awaitEnd waits until the server has closed its side.
func (c *client) awaitEnd() error {
	c.await(c.s.limit(), func(*inbox) bool { return false })
	if c.ended() == "" {
		return c.missing(words("the server to close the connection of " + c.name))
	}
	c.leaves()
	return nil
}
