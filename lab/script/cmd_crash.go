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
		switch len(args) {
		case 0:
			return "", s.killServer()
		case 1:
			return "", s.killProgram(args[0])
		}
		return "", usagef("which client program?")
	},
}

func (s *session) killServer() error {
	if err := s.ready(); err != nil {
		return err
	}
	s.stopping, s.crashed = true, true
	s.endNoted.Store(true)
	s.toServer(trace.ServerKilled)
	s.world.Crash()
	return nil
}

func (s *session) killProgram(name string) error {
	p, err := s.person(name)
	if err != nil {
		return err
	}
	p.leaves(s.tick())
	p.program.Kill()
	return nil
}
