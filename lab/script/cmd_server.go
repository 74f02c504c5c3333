package script

var serverStart = Command{
	Name:    "server",
	Args:    "[ARG…]",
	Summary: "Start the server under test.",
	Detail:  "Every scenario begins with it. The step passes when the server listens. Arguments are appended to the server's own; a server in another language may not know them.",
	Example: `server
join ana`,
	run: func(s *session, args []string) (string, error) {
		if s.started {
			return "", usagef("the server was started before")
		}
		s.started = true
		if err := s.ready(); err != nil {
			return "", err
		}
		env, err := s.environment()
		if err != nil {
			return "", err
		}
		return s.world.Start(s.ctx, s.files, args, env)
	},
}
