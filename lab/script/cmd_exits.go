package script

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"chatlab/lab/lesson"
)

// exitLimit is how long a server may take to end.
const exitLimit = 5 * time.Second

var exits = Command{
	Name:    "exits",
	Args:    "[CODE]",
	Summary: "Expect that the server ends by itself, with this exit status, or with any.",
	Detail:  fmt.Sprintf("It waits longer than other steps: %d seconds.", exitLimit/time.Second),
	Example: `server
interrupt
exits 0`,
	run: func(s *session, args []string) (string, error) {
		code, err := exitCode(args)
		if err != nil {
			return "", err
		}
		if err := s.ready(); err != nil {
			return "", err
		}
		expected := words("the server to end")
		if code != anyStatus {
			expected = words(fmt.Sprintf("the server to end with exit status %d", code))
		}
		ended := s.within(s.stretched(exitLimit), func(ctx context.Context) bool {
			s.world.AwaitEnd(ctx)
			_, ended := s.world.Ended(0)
			return ended
		})
		how, _ := s.world.Ended(0)
		if ended {
			s.noteEnd(how)
		}
		switch {
		case !ended:
			return "", s.failure(Failure{Expected: expected, Received: words("it is still there"), Mark: -1, Symptom: lesson.Nothing})
		case code != anyStatus && s.world.ExitStatus() != code:
			return "", s.failure(Failure{Expected: expected, Received: words(how), Mark: -1, Symptom: lesson.OtherExit})
		}
		return how, nil
	},
}

// anyStatus is what a step says that names no exit status.
const anyStatus = -1

func exitCode(args []string) (int, error) {
	if len(args) == 0 {
		return anyStatus, nil
	}
	if len(args) == 1 {
		if code, err := strconv.Atoi(args[0]); err == nil && code >= 0 && code <= 255 {
			return code, nil
		}
	}
	return 0, usagef("which exit status, from 0 to 255?")
}
