package script

import (
	"errors"
	"fmt"

	"chatlab/lab/dialect"
	"chatlab/lab/draw"
)

// nameOfQuiet is what a part of the step itself calls it.
const nameOfQuiet = "quiet"

var quiet = Command{
	Name:    nameOfQuiet,
	Args:    "WHO… | --notices WHO…",
	Summary: "Prove that clients have received nothing that the scenario did not ask for.",
	Detail:  "A message proves silence, and a pause does not: a client sends a line of the kit's own, and whatever did not come before that line will not come. The client that sent last sends it. To prove that this client itself hears no echo, another client sends it. Notices (*) about others do not count for clients that have joined. With --notices they do: a step, such as sees, must have asked for each notice after the list of who is in the room. A client without a name must have received only its greeting; it is named first. The step needs at least two clients, and one of them must have joined.",
	Example: `server
join ana bruno
say ana hello
hear bruno ana hello
quiet ana bruno`,
	run: func(s *session, args []string) (string, error) {
		flags := newFlags()
		notices := flags.Bool("notices", false, "")
		args, err := options(flags, args)
		switch {
		case err != nil:
			return "", err
		case len(args) == 0:
			return "", usagef("who?")
		}
		all, err := s.clientsOf(args)
		if err != nil {
			return "", err
		}
		for _, c := range all {
			if err := s.quiet(c, *notices); err != nil {
				if f := new(Failure); errors.As(err, &f) {
					f.Conn = c.conn
				}
				return "", err
			}
		}
		return "", nil
	},
}

// quiet proves that c has received nothing that no step asked for. If notices is set, a
// notice counts as noise too.
func (s *session) quiet(c *client, notices bool) error {
	if !c.named() {
		return s.quietWithoutName(c, notices)
	}
	teller := s.teller(c)
	if teller == nil {
		return errAlone(c.name)
	}
	return s.prove(c, teller, notices)
}

// quietWithoutName proves that a client without a name heard nothing. It gives its name,
// and everything that came before the answer is checked.
func (s *session) quietWithoutName(c *client, notices bool) error {
	noise := c.afterGreeting()
	if noise == nil || noise.form.Said() { // a notice that comes now may look like the answer
		if err := c.introduce(); err != nil {
			return err
		}
		noise = c.afterGreeting()
	}
	if noise != nil && !noise.taken { // the answer is taken
		return c.wrong(words("nothing but the greeting, since "+c.name+" had no name"), noise)
	}
	if teller := s.teller(c); teller != nil {
		return s.prove(c, teller, notices)
	}
	return nil
}

// afterGreeting returns the first line after the greeting that this server does not send
// unasked, or nil.
func (c *client) afterGreeting() *line {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, l := range c.inbox.behindGreeting() {
		if !c.s.expectable(c, l) {
			return l
		}
	}
	return nil
}

// teller chooses who sends the marker to c. It is the client that sent last, since its
// lines may still be on their way. If that is c itself, it is any other that has joined.
func (s *session) teller(c *client) *client {
	fits := func(other *client) bool {
		return other != nil && other != c && other.admitted() && other.ended() == ""
	}
	if last := s.last.Load(); fits(last) {
		return last
	}
	for _, other := range s.everyone() {
		if fits(other) {
			return other
		}
	}
	return nil
}

// prove sends a marker, and checks everything that came before it. A notice that no step
// took is noise only if notices says so.
func (s *session) prove(c, teller *client, notices bool) error {
	marker := s.newMarker()
	last := s.last.Load()
	if err := teller.say(marker); err != nil {
		return err
	}
	s.last.Store(last)
	var noise *line
	proven := c.await(s.limit(), func(in *inbox) bool {
		for _, l := range in.behindGreeting() {
			switch {
			case l.form == dialect.Chat && l.text == marker:
				return true
			case l.form == dialect.Chat && s.isMarker(l.text), l.form == dialect.Notice && !notices, l.taken, s.expectable(c, l):
				continue
			}
			noise = l
			return true
		}
		return false
	})
	switch {
	case noise != nil:
		return c.wrong(words("nothing more for "+c.name), noise)
	case !proven:
		return c.unmarked(teller, marker)
	}
	return nil
}

// unmarked is the failure of a client that did not hear a marker, a line of the kit.
func (c *client) unmarked(teller *client, marker string) *Failure {
	f := c.unheard(c.s.chatLine(teller.roomName, marker), teller.roomName)
	f.addNote("that line is the kit's own: " + c.name + " should hear it after all that was said before")
	return f
}

// expectable reports whether this server sends a line unasked: an echo, or other lines
// that its dialect does not describe. A client that gets no answer to its name hears lines of
// the kit instead.
func (s *session) expectable(c *client, l *line) bool {
	own := s.mayBeFrom(l, c.roomName, "") || s.dialect.Anonymous() && s.saidOn(c).whole(l.text) // others may have said it, too
	echo := s.dialect.Echo && l.form == dialect.Chat && own
	instead := s.dialect.Unanswered && s.isMarker(l.text)
	return echo || instead || l.form == dialect.Other && !s.dialect.Strict()
}

// newMarker makes a line of the kit, which no expectation asks for.
func (s *session) newMarker() string {
	marker := fmt.Sprintf("%s%d)", draw.QuietLine, len(s.markers)+1)
	s.markers[marker] = true
	return marker
}
