package script

import (
	"slices"
	"strings"

	"chatlab/lab/dialect"
	"chatlab/lab/draw"
	"chatlab/lab/lesson"
)

var sees = Command{
	Name:    "sees",
	Args:    "WHO joined NAME | WHO left NAME",
	Summary: "Expect the notice that somebody came, or went.",
	Detail:  "A notice is a line that starts with * and has the name in it as a word. Its wording is up to the server, so the kit tells the two apart by their order: each coming or going while WHO is in the room makes one notice. NAME is the name that they gave the server.",
	Example: `server
join ana bruno
sees ana joined bruno
close bruno
sees ana left bruno`,
	run: func(s *session, args []string) (string, error) {
		if len(args) != 3 || args[1] != "joined" && args[1] != "left" {
			return "", usagef("who sees whom, and did they join or leave?")
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
				in.take(got)
			}
			return got != nil
		})
		if got == nil {
			return "", c.unannounced(aNotice(args[2], args[1]), args[2], args[1] == "left")
		}
		if args[1] == "left" {
			s.seenLeaving(c, args[2])
		}
		return draw.Visible(string(got.raw)), nil
	},
	lacks: func(s *session, args []string) (lack, bool) {
		c, err := s.client(args[0])
		if err != nil || len(args) != 3 {
			return lack{}, false
		}
		name := s.spelled(args[2])
		nth := s.notice(c, name, args[1] == "left")
		c.mu.Lock()
		defer c.mu.Unlock()
		about := c.inbox.notices(name)
		return lack{c, aNotice(name, args[1]).label()}, nth >= len(about)
	},
}

// aNotice is what a step expects that sees somebody come or go.
func aNotice(name, verb string) Evidence {
	return inBrief("a notice that "+name+" "+verb, "notice: "+name+" "+verb)
}

// unannounced is the failure of a client that was not told of somebody. The server chooses
// the words of its notices. So the nearest line is the last notice that names nobody whom
// we know, or that has the name, in another spelling or in a line of another form.
func (c *client) unannounced(expected Evidence, name string, left bool) *Failure {
	c.mu.Lock()
	var near *line
	for _, l := range c.inbox.behindGreeting() {
		spelled := strings.Contains(strings.ToLower(string(l.raw)), strings.ToLower(name))
		aboutNobody := l.form == dialect.Notice && !c.s.isAboutSomebody(l)
		said := l.form.Said() && !c.s.isFromNobody(l)
		if !l.taken && !l.told && !said && l != c.inbox.admission() && !c.s.dialect.IsAbout(l.raw, name) && (spelled || aboutNobody) {
			near = l
		}
	}
	c.mu.Unlock()
	f := c.lacking(expected, near)
	if f.Symptom == lesson.Nothing {
		f.seen(lesson.Unannounced)
		switch {
		case near == nil:
			c.tellLeftOut(f, name, left)
		case near.form == dialect.Notice && misspells(near, name):
			f.seen(lesson.Misnamed)
		}
	}
	clauses := []string{"P5", "P22"}
	if left {
		clauses = []string{"P13"}
	}
	c.misformed(f, near, c.s.dialect.NoticeForm(), clauses...)
	return f
}

// tellLeftOut adds to a failure that another client was told who came or left, if one was.
func (c *client) tellLeftOut(f *Failure, name string, left bool) {
	for _, other := range c.s.everyone() {
		if other == c || other.roomName == name || !other.admitted() {
			continue
		}
		if notice := other.toldOf(name, left); notice != nil {
			f.addNote(other.name + " was told " + quoted(notice))
			f.seen(lesson.LeftOut)
			return
		}
	}
}

// misspells reports whether a word of a notice is a name in other letters, or its beginning or
// its end.
func misspells(notice *line, name string) bool {
	name = strings.ToLower(name)
	for _, word := range dialect.Words(strings.ToLower(string(notice.raw))) {
		if word == name || len(word) >= len(name)/2 && isPart(word, name) {
			return true
		}
	}
	return false
}

// isAboutSomebody reports whether a notice names somebody whom the scenario knows.
func (s *session) isAboutSomebody(l *line) bool {
	for _, c := range s.everyone() {
		if c.named() && s.dialect.IsAbout(l.raw, c.roomName) {
			return true
		}
	}
	return slices.ContainsFunc(s.people, func(p *person) bool { return s.dialect.IsAbout(l.raw, p.roomName) })
}

// seenLeaving notes that the last client of a name has left, as c has seen. That client's
// own connection may not show it yet, for example if the path has reset it.
func (s *session) seenLeaving(c *client, name string) {
	for _, other := range slices.Backward(s.presences(name)) {
		if other != &c.presence {
			other.leaves(s.tick())
			return
		}
	}
}

// notice returns the number, from 0, of the notice that tells c that somebody of that name
// joined, or left, most recently. The server chooses the words of a notice, so its place
// identifies it: everybody who joins or leaves while c is in the room is one notice.
func (s *session) notice(c *client, name string, left bool) int {
	nth := 0
	last := -1
	for _, other := range s.presences(name) {
		if other.namedAt == c.namedAt || other.leftAt != 0 && other.leftAt < c.namedAt {
			continue // c itself, or a client that it never met
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

// cameAfter reports whether c was in the room when another joined, and so was told of it.
// If both joined at once, the list that c got tells.
func (s *session) cameAfter(c *client, other *presence) bool {
	if !c.together(other) {
		return other.namedAt > c.namedAt
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	list := c.inbox.list()
	return list == nil || !s.dialect.Lists(list, other.roomName)
}
