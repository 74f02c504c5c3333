package script

import "chatlab/lab/lesson"

var unreachable = Command{
	Name:    "unreachable",
	Args:    "",
	Summary: "Expect that nobody can connect to the server any more.",
	Detail:  "A connection that the system accepts counts, even if the server never looks at it.",
	Example: `server
interrupt
exits 0
unreachable`,
	run: func(s *session, args []string) (string, error) {
		if err := s.readyAlone(args); err != nil {
			return "", err
		}
		ctx, cancel := s.patient(s.limit())
		defer cancel()
		if s.world.Exiting() { // then the system closes its listener, perhaps after its connections
			s.world.AwaitEnd(ctx)
		}
		nc, err := s.world.Dial(ctx, Call{})
		if err != nil {
			return err.Error(), nil
		}
		nc.Close()
		return "", s.failure(Failure{
			Expected: words("no connection to the server"),
			Received: words("a connection"),
			Mark:     -1,
			Symptom:  lesson.StillOpen,
		})
	},
}
