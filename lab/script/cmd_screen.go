package script

import "regexp"

var screen = Command{
	Name:    "screen",
	Args:    "NAME PATTERN",
	Summary: "Expect that a client program shows something.",
	Detail:  "PATTERN is a regular expression (Go's), held against all that it has printed so far.",
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
		pattern, err := regexp.Compile(args[1])
		if err != nil {
			return "", usagef("%q is not a regular expression: %v", args[1], err)
		}
		return "", s.screen(p, pattern)
	},
}
