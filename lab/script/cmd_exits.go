package script

import (
	"fmt"
	"strconv"
	"time"
)

// exitLimit is how long a server may take to end.
const exitLimit = 5 * time.Second

var exits = Command{
	Name:    "exits",
	Args:    "CODE",
	Summary: "Expect that the server ends by itself, with this exit status.",
	Detail:  fmt.Sprintf("It waits longer than other expectations: %d seconds.", exitLimit/time.Second),
	Example: `server
interrupt
exits 0`,
	run: func(s *session, args []string) (string, error) {
		code, err := exitCode(args)
		if err != nil {
			return "", err
		}
		if !s.started {
			return "", errNoServer
		}
		expected := words(fmt.Sprintf("the server to end with exit status %d", code))
		p := s.patience(s.stretched(exitLimit))
		ctx, cancel := p.context()
		s.world.AwaitEnd(ctx)
		cancel()
		how, ended := s.world.Ended(0)
		if ended {
			p.met()
		}
		switch {
		case !ended:
			return "", s.failure(Failure{Expected: expected, Received: words("it is still there"), Mark: -1, Waited: s.stretched(exitLimit)})
		case s.world.ExitStatus() != code:
			return "", s.failure(Failure{Expected: expected, Received: words(how), Mark: -1})
		}
		return how, nil
	},
}

func exitCode(args []string) (int, error) {
	if len(args) == 1 {
		if code, err := strconv.Atoi(args[0]); err == nil && code >= 0 && code <= 255 {
			return code, nil
		}
	}
	return 0, usagef("which exit status, from 0 to 255?")
}
