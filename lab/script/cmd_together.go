package script

import (
	"slices"
	"sync"
)

// separator stands between the steps of a together.
const separator = "and"

// atOnce are the commands that together can run. None of them looks at what
// the others change.
var atOnce = []Command{say, send, closeConn, halfClose, resetConn, crowd, hear}

var together = Command{
	Name:    "together",
	Args:    "STEP and STEP…",
	Summary: "Take several steps at the same moment.",
	Detail:  "STEP is one of say, send, close, half-close, reset, crowd and hear, each as it would stand alone. The step passes when all have.",
	Example: `server
crowd 3
together say guest1 hello and close guest2 and hear guest3 guest1 hello
sees guest1 left guest2`,
	run: func(s *session, args []string) (string, error) {
		steps, err := apart(args)
		if err != nil {
			return "", err
		}
		errs := make([]error, len(steps))
		var all sync.WaitGroup
		for i, step := range steps {
			all.Go(func() { errs[i] = step(s) })
		}
		all.Wait()
		for _, err := range errs {
			if err != nil {
				return "", err
			}
		}
		return count(len(steps), "step"), nil
	},
}

// apart cuts the arguments into steps.
func apart(args []string) (steps []func(*session) error, err error) {
	for rest, more := args, true; more; {
		var words []string
		if at := slices.Index(rest, separator); at >= 0 {
			words, rest = rest[:at], rest[at+1:]
		} else {
			words, more = rest, false
		}
		at := slices.IndexFunc(atOnce, func(c Command) bool { return len(words) > 0 && words[0] == c.Name })
		if at < 0 {
			return nil, usagef("a STEP is one of say, send, close, half-close, reset, crowd and hear")
		}
		c := atOnce[at]
		steps = append(steps, func(s *session) error {
			_, err := c.run(s, words[1:])
			return err
		})
	}
	if len(steps) < 2 {
		return nil, usagef("needs two steps at least, with the word %s between them", separator)
	}
	return steps, nil
}
