package script

import (
	"chatlab/lab/dialect"
	"chatlab/lab/lesson"
)

// unheard is the failure of a client that heard nothing more from somebody. What happened
// to the speaker, or to the line, often explains it.
func (c *client) unheard(expected Evidence, from string) *Failure {
	near := c.nearest(expected)
	f := c.lacking(expected, near)
	switch {
	case near != nil && near.text == expected.text && !c.s.genuine(near):
		return f.seen(lesson.Misnamed) // what comes before the text is wrong
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
		f.showEnd(speaker)
		return f.seen(speaker.symptomOfLosing())
	}
	if f.Symptom == lesson.Nothing && near == nil {
		c.explain(f, speaker, from, expected.text)
	}
	return f
}

// symptomOfLosing returns the symptom of how the server ended the speaker's connection.
func (c *client) symptomOfLosing() lesson.Symptom {
	if said := c.lastWords(); said != nil && said.form == dialect.Refusal && !c.admitted() {
		return lesson.Refused
	}
	return symptomOfEnd(c.ended())
}

// explain says what happened to a line that a client did not hear. The server refused it
// or has not read it, somebody else got it, or the speaker has left.
func (c *client) explain(f *Failure, speaker *client, from, text string) {
	if told := speaker.lastTold(); told != nil && told.form == dialect.Refusal && !told.taken {
		f.addNote(speaker.name + " was told " + quoted(told))
		f.alsoShow(speaker, told)
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
			f.alsoShow(other, got)
			f.seen(lesson.Foreign)
			return
		}
	}
	if left := c.toldOf(speaker.roomName, true); speaker != c && speaker.leftAt == 0 && left != nil {
		f.addNote(c.name + " was told " + quoted(left))
		f.alsoShow(c, left)
		f.seen(lesson.EarlyClose)
		return
	}
	speaker.tellUnread(f)
}

// genuine reports whether somebody said the line, and its sender and receiver are in the
// room.
func (s *session) genuine(l *line) bool {
	_, to := dialect.Parties(l.from)
	said := s.saidBy(l.from)
	return said != nil && said.whole(l.text) && (to == "" || s.saidBy(to) != nil)
}

// obituary says how a client's connection ended, and what the server told the client since
// it last sent something. That often explains why nobody heard from it.
func (c *client) obituary() string {
	text := c.name + " can say nothing more: " + c.ended()
	if told := c.lastTold(); told != nil {
		text += "; before that, it said " + quoted(told)
	}
	return text
}

// obituaryColumns is how many columns of a line a note repeats.
const obituaryColumns = 60
