package script

var screen = Command{
	Name:    "screen",
	Args:    "NAME PATTERN",
	Summary: "Expect that a client program shows something.",
	Detail:  "PATTERN is a regular expression (Go's), matched against what it has printed so far. Of a very long output only the start and the end are kept.",
	Example: `server
join ana
client bruno
say ana hello
screen bruno 'ana.*hello'`,
	run: func(s *session, args []string) (string, error) {
		if len(args) != 2 {
			return "", usagef("whose screen shows what?")
		}
		p, err := s.person(args[0])
		if err != nil {
			return "", err
		}
		pattern, err := expression(args[1])
		if err != nil {
			return "", err
		}
		return "", s.screen(p, pattern)
	},
}
