package script

var connect = Command{
	Name:    "connect",
	Args:    "NAME…",
	Summary: "Connect clients that have no name yet.",
	Detail:  "Each waits until the server has sent something: its greeting. NAME is what the scenario calls the client; the server does not hear of it until the client sends it.",
	Example: `server
connect ana bruno`,
	run: func(s *session, args []string) (string, error) {
		if len(args) == 0 {
			return "", usagef("which client?")
		}
		for _, name := range args {
			if _, err := s.connect(name); err != nil {
				return "", err
			}
		}
		return "", nil
	},
}
