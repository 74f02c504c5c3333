package script

import (
	"chatlab/lab/dialect"
	"chatlab/lab/lesson"
)

// unheard is the failure of a client that heard nothing more from somebody. What
// happened to the speaker, or to the line, often explains it.
func (c *client) unheard(expected Evidence, from string) *Failure {
	near := c.nearest(expected)
	f := c.lacking(expected, near)
	switch {
	case near != nil && near.text == expected.text && !c.s.genuine(near):
		return f.seen(lesson.Altered) // what stands before the text is wrong
	case f.closed && !c.s.stopping:
		c.tellLastWords(f)
	}
	name, _ := dialect.Parties(from)
	speaker := c.s.find(name)
	if speaker == nil || f.Symptom == lesson.Crash {
		return f
	}
	if speaker != c && speaker.ended() != "" && speaker.leftAt == 0 && !c.s.stopping && !c.s.crashed {
		f.addNote(speaker.obituary())
		return f.seen(speaker.symptomOfLosing())
	}
	if f.Symptom == lesson.Nothing && near == nil {
		c.explain(f, speaker, from, expected.text)
	}
	return f
}

// symptomOfLosing says what is to be seen in how the server ended a connection.
func (c *client) symptomOfLosing() lesson.Symptom {
	if said := c.lastWords(); said != nil && said.form == dialect.Refusal && !c.admitted() {
		return lesson.Refused
	}
	return symptomOfEnd(c.ended())
}

// explain says where the line is that a client did not hear from a speaker: with
// somebody else, refused, with the server, or lost with the speaker.
func (c *client) explain(f *Failure, speaker *client, from, text string) {
	if told := speaker.lastTold(); told != nil && told.form == dialect.Refusal && !told.taken {
		f.addNote(speaker.name + " was told " + quoted(told))
		f.seen(lesson.Rejected)
		return
	}
	for _, other := range c.s.everyone() {
		got := other.unasked(func(l *line) bool {
			who, _ := dialect.Parties(l.from)
			return who == speaker.roomName && l.text == text && l.from != from
		})
		if other != c && got != nil {
			f.addNote(other.name + " received " + quoted(got))
			f.seen(lesson.Foreign)
			return
		}
	}
	if left := c.toldOfLeaving(speaker.roomName); speaker != c && speaker.leftAt == 0 && left != nil {
		f.addNote(c.name + " was told " + quoted(left))
		f.seen(lesson.EarlyClose)
		return
	}
	speaker.tellUnread(f)
}

// genuine reports whether a line is one that somebody said, from and for people who
// are there.
func (s *session) genuine(l *line) bool {
	_, to := dialect.Parties(l.from)
	said := s.saidBy(l.from)
	return said != nil && said.whole(l.text) && (to == "" || s.saidBy(to) != nil)
}

// obituary says how a client's connection ended, and what the server said since the
// client sent something last: often that explains why nobody heard of it.
func (c *client) obituary() string {
	text := c.name + " can't be heard: " + c.ended()
	if told := c.lastTold(); told != nil {
		text += ", having said " + quoted(told)
	}
	return text
}

// obituaryColumns is how much of a line a note repeats.
const obituaryColumns = 60
