package script

import "context"

var logged = Command{
	Name:    "logged",
	Args:    "PATTERN",
	Summary: "Expect that the server prints something, on its output or its log.",
	Detail:  "PATTERN is a regular expression (Go's), held against what it has printed so far; of very much, the first and the last are kept. What a server logs is its own affair; use it only where a scenario asked for it.",
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
		if !s.started {
			return "", errNoServer
		}
		printed := s.within(s.limit(), func(ctx context.Context) bool {
			return s.world.AwaitOutput(ctx, pattern.MatchString)
		})
		if printed {
			return "", nil
		}
		return "", s.failure(Failure{
			Expected: words("the server to print something that matches " + args[0]),
			Received: words("nothing like that; what it printed stands below"),
			Mark:     -1,
			Waited:   s.limit(),
		})
	},
}
