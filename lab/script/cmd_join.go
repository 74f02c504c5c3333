package script

var join = Command{
	Name:    "join",
	Args:    "NAME…",
	Summary: "Connect clients and name them, one after the other.",
	Detail:  "Each waits for its greeting, sends its name, and waits for the list of who is in the room. A client that is connected already is only named. Names are letters and digits.",
	Example: `server
join ana bruno
connect carla
join carla`,
	run: func(s *session, args []string) (string, error) {
		if len(args) == 0 {
			return "", usagef("who?")
		}
		for _, name := range args {
			c := s.clients[name]
			if c == nil {
				var err error
				if c, err = s.connect(name); err != nil {
					return "", err
				}
			}
			if c.named {
				return "", usagef("%s has joined already", name)
			}
			if err := c.introduce(); err != nil {
				return "", err
			}
		}
		return "", nil
	},
}
