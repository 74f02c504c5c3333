package script

var halfClose = Command{
	Name:    "half-close",
	Args:    "WHO",
	Summary: "Half-close: end only the sending side of a client, with a FIN. It goes on reading.",
	Detail:  "A client that has sent its FIN has said goodbye; what the server still owes it must arrive before the server closes as well.",
	Example: `server
join ana bruno
send bruno '/who\n'
half-close bruno
told bruno 'ana, bruno'
closed bruno
sees ana left bruno`,
	run: func(s *session, args []string) (string, error) {
		c, err := s.only(args)
		if err != nil {
			return "", err
		}
		return "", c.closeWrite()
	},
}
