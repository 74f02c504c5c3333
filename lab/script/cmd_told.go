package script

import (
	"bytes"
	"regexp"
	"strings"

	"chatlab/lab/draw"
)

var told = Command{
	Name:    "told",
	Args:    "WHO PATTERN",
	Summary: "Expect that the server itself tells a client something.",
	Detail:  "PATTERN is a regular expression (Go's), matched against each line that is not a chat line; lines that do not match are skipped.",
	Example: `server
join ana bruno
say bruno /who
told bruno 'room: ana, bruno$'`,
	run: func(s *session, args []string) (string, error) {
		if len(args) != 2 {
			return "", usagef("who is told what?")
		}
		pattern, err := expression(args[1])
		if err != nil {
			return "", err
		}
		c, err := s.client(args[0])
		if err != nil {
			return "", err
		}
		if s.dialect.Unanswered && strings.TrimSpace(args[1]) == anyNotice {
			return "", c.awaitRoom()
		}
		var got *line
		c.await(s.limit(), func(in *inbox) bool {
			got = in.next(s.isTold(pattern))
			if got != nil {
				got.told = true
			}
			return got != nil
		})
		if got == nil {
			return "", c.nothingLike(args[1])
		}
		return draw.Visible(string(got.raw)), nil
	},
	lacks: func(s *session, args []string) (lack, bool) {
		if len(args) != 2 || s.dialect.Unanswered {
			return lack{}, false
		}
		pattern, err := expression(args[1])
		c, unknown := s.client(args[0])
		if err != nil || unknown != nil || c.has(s.isTold(pattern)) {
			return lack{}, false
		}
		_, brief := like(args[1])
		return lack{c, brief}, true
	},
}

// isTold reports whether a line is one of the server itself that matches a pattern.
func (s *session) isTold(pattern *regexp.Regexp) func(*line) bool {
	return func(l *line) bool { return !l.form.Said() && pattern.Match(withoutCR(s.dialect.Plain(l.raw))) }
}

// withoutCR drops the carriage return that may belong to a line's end: a server may send CR LF (P2).
func withoutCR(line []byte) []byte { return bytes.TrimSuffix(line, []byte("\r")) }
