package script

import (
	"fmt"

	"chatlab/lab/lazyregexp"
)

// leastSecret is the shortest password, in characters. A shorter text would also be found,
// and masked, where it is not a password.
const leastSecret = 6

var plainSecret = lazyregexp.New(fmt.Sprintf(`^[A-Za-z0-9-]{%d,}$`, leastSecret))

var password = Command{
	Name:    "password",
	Args:    "WHO TEXT",
	Summary: "Send a password, and hide it everywhere.",
	Detail:  "It is sent like the text of say, but it is a secret. The story, the trace, the picture, the capture and the server's output show asterisks instead, unless the scenario says reveal. It has at least 6 letters, digits and hyphens, so that it looks the same wherever it is written.",
	Example: `needs accounts=users
server
connect ana
send ana 'ana\n'
told ana '^\? password'
password ana kingfisher
told ana 'in the room'
-- users --
# htpasswd -nbB ana kingfisher, with a cost that is for tests only
ana:$2a$04$YPM7iJ.4P4SbOpvs61N1xuK5OUyCeKXEONkNaf7hAl74Inc0YbSje`,
	run: func(s *session, args []string) (string, error) {
		if len(args) != 2 || !plainSecret().MatchString(args[1]) {
			return "", usagef("whose, and which? A password has at least %d letters, digits and hyphens", leastSecret)
		}
		c, err := s.client(args[0])
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("1 write, %d bytes", len(args[1])+1), c.send([]string{args[1] + "\n"}, pace)
	},
}
