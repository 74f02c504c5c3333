package script

import "chatlab/lab/lazyregexp"

var clauseName = lazyregexp.New(`^P[1-9][0-9]*$`)

var clause = Command{
	Name:    "clause",
	Args:    "Pn…",
	Summary: "Name the clauses of docs/protocol.md that the scenario tests.",
	Example: `clause P2
server
join ana`,
	run: func(_ *session, args []string) (string, error) {
		if len(args) == 0 {
			return "", usagef("which clause?")
		}
		for _, arg := range args {
			if !clauseName().MatchString(arg) {
				return "", usagef("%q is not a clause: they are called P1, P2 and so on", arg)
			}
		}
		return "", nil
	},
}
