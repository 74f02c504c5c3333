package script

import (
	"time"

	"chatlab/lab/lazyregexp"
)

// plainName is a name that every server accepts.
var plainName = lazyregexp.New(`^[A-Za-z0-9]{1,32}$`)

var join = Command{
	Name:    "join",
	Args:    "NAME…",
	Summary: "Connect clients and name them, one after the other.",
	Detail:  "Each waits for its greeting, sends its name, and waits for the list of who is in the room. A client that is already connected is only named. Names are letters and digits.",
	Example: `server
join ana bruno
connect carla
join carla`,
	run: func(s *session, args []string) (string, error) {
		if len(args) == 0 {
			return "", usagef("who?")
		}
		for _, name := range args {
			if !plainName().MatchString(name) {
				return "", usagef("%q is not a name: letters and digits; to try such a name, use connect and send", name)
			}
			c := s.find(name)
			if c == nil {
				var err error
				if c, err = s.connect(Call{Name: name}); err != nil {
					return "", err
				}
			}
			if c.named() {
				return "", errJoinedBefore(name)
			}
			if err := c.introduce(); err != nil {
				return "", err
			}
			s.settle(c)
		}
		return "", nil
	},
}

// settleTime is how long settle waits, at most. It makes the pictures clearer and expects
// nothing: the step sees does that.
const settleTime = 50 * time.Millisecond

// settle waits until the others have been told of a newcomer. So the next step does not
// begin in the middle of this one.
func (s *session) settle(newcomer *client) {
	for _, c := range s.everyone() {
		if c != newcomer && c.named() && c.ended() == "" {
			c.glimpse(settleTime, func(in *inbox) bool {
				return in.peek(func(l *line) bool { return in.dialect.IsAbout(l.raw, newcomer.name) }) != nil
			})
		}
	}
}
