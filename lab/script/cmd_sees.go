package script

var sees = Command{
	Name:    "sees",
	Args:    "WHO joined NAME | WHO left NAME",
	Summary: "Expect a client's next notice about somebody.",
	Detail:  "A notice is a line that starts with * and has the name in it as a word. Its wording is the server's own; joined or left says what the scenario did. Other lines are passed over.",
	Example: `server
join ana bruno
sees ana joined bruno
close bruno
sees ana left bruno`,
	run: func(s *session, args []string) (string, error) {
		if len(args) != 3 || args[1] != "joined" && args[1] != "left" {
			return "", usagef("who sees that who joined, or left?")
		}
		c, err := s.client(args[0])
		if err != nil {
			return "", err
		}
		var got *line
		c.await(s.limit(), func(in *inbox) bool {
			got = in.next(func(l *line) bool { return l.about(args[2]) })
			return got != nil
		})
		if got == nil {
			return "", c.missing(words("a notice that " + args[2] + " " + args[1]))
		}
		return "", nil
	},
}
