package script

import (
	"fmt"

	"chatlab/lab/lesson"
)

var memory = Command{
	Name:    "memory",
	Args:    "under SIZE",
	Summary: "Expect that the server holds less memory than SIZE.",
	Detail:  "It counts resident memory, once the server has nothing more to do. SIZE may end in KB or MB. Where the system does not show it (only Linux does), the step says so and passes.",
	Example: `server
join ana bruno
memory under 500MB`,
	run: func(s *session, args []string) (string, error) {
		if len(args) != 2 || args[0] != "under" {
			return "", usagef("under how much?")
		}
		limit, err := size(args[1])
		if err != nil {
			return "", err
		}
		if err := s.ready(); err != nil {
			return "", err
		}
		return s.holdsLess(limit, words("the server to hold less than "+args[1]))
	},
}

// holdsMore reports whether the server holds more than that many bytes now, if the system shows it.
func (s *session) holdsMore(bytes int64) bool {
	held, known := s.world.Memory()
	return known && held > bytes
}

// holdsLess expects that the server holds less than limit bytes once it is idle. Only then
// has it certainly read what it was sent.
func (s *session) holdsLess(limit int, expected Evidence) (string, error) {
	ctx, cancel := s.patient(s.limit())
	defer cancel()
	s.world.AwaitIdle(ctx)
	if how, ended := s.world.Ended(0); ended {
		return "", s.failure(Failure{Expected: expected, Received: words("it has ended: " + how), Mark: -1})
	}
	held, known := s.world.Memory()
	if !known {
		return "this system does not show it", nil
	}
	text := fmt.Sprintf("%.1f MB", float64(held)/1e6)
	if held >= int64(limit) {
		return "", s.failure(Failure{Expected: expected, Received: words(text), Mark: -1, Symptom: lesson.Memory})
	}
	return text, nil
}
