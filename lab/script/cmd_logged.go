package script

import "context"

var logged = Command{
	Name:    "logged",
	Args:    "PATTERN",
	Summary: "Expect that the server prints something, on its output or its log.",
	Detail:  "PATTERN is a regular expression (Go's), matched against what it has printed so far. Of a very long output only the start and the end are kept. A server may log what it likes: use this step only where the scenario asked for a log line.",
	Example: `server
logged 'listening on'
join ana`,
	run: func(s *session, args []string) (string, error) {
		if len(args) != 1 {
			return "", usagef("what does it print?")
		}
		pattern, err := expression(args[0])
		if err != nil {
			return "", err
		}
		if err := s.ready(); err != nil {
			return "", err
		}
		printed := s.within(s.limit(), func(ctx context.Context) bool {
			return s.world.AwaitOutput(ctx, pattern.MatchString)
		})
		if printed {
			return "", nil
		}
		return "", s.failure(Failure{
			Expected: words("the server to print something that matches " + args[0]),
			Received: words("nothing like that; what it printed is below"),
			Mark:     -1,
		})
	},
}
