package script

var connect = Command{
	Name:    "connect",
	Args:    "NAME… | --rcvbuf BYTES NAME…",
	Summary: "Connect clients that have no name yet.",
	Detail:  "Each waits until the server has sent something: its greeting. NAME is what the scenario calls the client; the server does not hear of it until the client sends it. With --rcvbuf, the client's kernel holds only about so much that was not read yet, so that backpressure is soon felt: see freeze. With much less than 64 KB what has waited arrives slowly after thaw, since TCP opens its window in small steps.",
	Example: `server
connect ana bruno`,
	run: func(s *session, args []string) (string, error) {
		flags := newFlags()
		receiveBuffer := flags.Int("rcvbuf", 0, "")
		args, err := options(flags, args)
		switch {
		case err != nil:
			return "", err
		case len(args) == 0:
			return "", usagef("which client?")
		case *receiveBuffer < 0 || *receiveBuffer > maxReceived:
			return "", usagef("--rcvbuf is 0 to %d bytes", maxReceived)
		}
		for _, name := range args {
			if _, err := s.connect(name, *receiveBuffer); err != nil {
				return "", err
			}
		}
		return "", nil
	},
}
