package script

import "chatlab/lab/trace"

var crash = Command{
	Name:    "crash",
	Args:    "| NAME",
	Summary: "Kill the server, or a client program: no last words.",
	Detail:  "The kernel closes what was open: with a FIN or, where input was unread, with a reset.",
	Example: `server
join ana
crash
closed ana`,
	run: func(s *session, args []string) (string, error) {
		switch {
		case len(args) > 1:
			return "", usagef("which client program?")
		case s.ready() != nil:
			return "", s.ready()
		case len(args) == 0:
			s.stopping, s.crashed = true, true
			s.toServer(trace.ServerKilled)
			s.world.Crash()
			return "", nil
		}
		p, err := s.person(args[0])
		if err != nil {
			return "", err
		}
		p.leaves(s.tick())
		p.program.Kill()
		return "", nil
	},
}
