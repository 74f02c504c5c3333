package script

var unlogged = Command{
	Name:    "unlogged",
	Args:    "PATTERN",
	Summary: "Expect that the server has not printed something, on its output or its log.",
	Detail:  "PATTERN is a regular expression (Go's). What it has printed by now is looked at, so what is printed at its end is there only when the server has ended: exits, before it.",
	Example: `server
join ana bruno
say ana 'between us'
hear bruno ana 'between us'
unlogged 'between us'`,
	run: func(s *session, args []string) (string, error) {
		if len(args) != 1 {
			return "", usagef("what has it not printed?")
		}
		pattern, err := expression(args[0])
		switch {
		case err != nil:
			return "", err
		case !s.started:
			return "", errNoServer
		case !pattern.MatchString(s.world.Output()):
			return "", nil
		}
		return "", s.failure(Failure{
			Expected: words("the server to print nothing that matches " + args[0]),
			Received: words("something that does; what it printed stands below"),
			Mark:     -1,
		})
	},
}
