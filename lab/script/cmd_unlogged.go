package script

import "strings"

var unlogged = Command{
	Name:    "unlogged",
	Args:    "PATTERN",
	Summary: "Expect that the server has not printed something, on its output or its log.",
	Detail:  "PATTERN is a regular expression (Go's). It looks at what has been printed by now. To see what the server prints at its end, let the step exits come first.",
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
		}
		output := s.world.Output()
		found := pattern.FindStringIndex(output)
		if found == nil {
			return "", nil
		}
		return "", s.failure(Failure{
			Expected: words("the server to print nothing that matches " + args[0]),
			Received: words(lineAt(output, found[0])),
			Mark:     -1,
		})
	},
}

// lineAt returns the line of a text that has the byte at i in it, up to maxShown
// bytes of it.
func lineAt(text string, i int) string {
	begin := max(strings.LastIndexByte(text[:i], '\n')+1, i-maxShown/2)
	line, _, _ := strings.Cut(text[begin:], "\n")
	return line[:min(len(line), maxShown)]
}
