package script

import (
	"slices"

	"chatlab/lab/draw"
)

var sees = Command{
	Name:    "sees",
	Args:    "WHO joined NAME | WHO left NAME",
	Summary: "Expect the notice that somebody came, or went.",
	Detail:  "A notice is a line that starts with * and has the name in it as a word. Its wording is the server's own, so the two are told apart by their place: everybody who comes or goes while WHO is in the room is one notice. NAME is the name that they gave the server.",
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
		args[2] = s.spelled(args[2])
		nth := s.notice(c, args[2], args[1] == "left")
		var got *line
		c.await(s.limit(), func(in *inbox) bool {
			if about := in.notices(args[2]); nth < len(about) && !about[nth].taken {
				got = about[nth]
				got.taken = true
			}
			return got != nil
		})
		if got == nil {
			return "", c.missing(words("a notice that " + args[2] + " " + args[1]))
		}
		if args[1] == "left" {
			s.seenLeaving(c, args[2])
		}
		return draw.Visible(string(got.raw)), nil
	},
}

// seenLeaving notes that the last one of a name has gone, which c has seen: its own
// connection may not have told it yet, as when the path has reset it.
func (s *session) seenLeaving(c *client, name string) {
	for _, other := range slices.Backward(s.presences(name)) {
		if other != &c.presence {
			other.leaves(s.tick())
			return
		}
	}
}

// notice returns the number, from 0, of the notice with which c hears of the
// last coming, or going, of somebody with that name. The words of a notice are
// the server's own, so it is told by its place: everybody who comes or goes
// while c is in the room is one notice.
func (s *session) notice(c *client, name string, left bool) int {
	nth := 0
	last := -1
	for _, other := range s.presences(name) {
		if other.namedAt == c.namedAt || other.leftAt != 0 && other.leftAt < c.namedAt {
			continue // c itself, or one whom it never met
		}
		if s.cameAfter(c, other) {
			if !left {
				last = nth
			}
			nth++
		}
		if left {
			last = nth
		}
		if other.leftAt != 0 {
			nth++
		}
	}
	if last < 0 {
		return nth
	}
	return last
}

// cameAfter reports whether c was in the room when another came, and so was
// told of it. Where both came at once, the list that c was given tells.
func (s *session) cameAfter(c *client, other *presence) bool {
	if !c.together(other) {
		return other.namedAt > c.namedAt
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	list := c.inbox.admission()
	return list == nil || !s.dialect.Lists(list.raw, other.roomName)
}
