package script

import (
	"strings"

	"chatlab/lab/dialect"
	"chatlab/lab/draw"
	"chatlab/lab/lesson"
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
		c, err := s.client(args[0])
		if err != nil {
			return "", err
		}
		pattern, err := expression(args[1])
		if err != nil {
			return "", err
		}
		var got *line
		c.await(s.limit(), func(in *inbox) bool {
			got = in.next(func(l *line) bool { return !l.form.Said() && pattern.Match(s.dialect.Plain(l.raw)) })
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
}

// nothingLike is the failure of a client that was not told what it should be.
// The last thing that it was told since it sent something is shown, since it may
// be nearly right.
func (c *client) nothingLike(pattern string) *Failure {
	said := c.lastTold()
	if said != nil && said.taken {
		said = nil
	}
	f := c.lacking(words("a line of the server that matches "+pattern), said)
	switch {
	case said != nil:
		if f.closed {
			f.Note = "then " + c.ended()
		} else {
			f.Note = ""
		}
		return f.seen(c.symptomOfAnswer(pattern, said))
	case f.Symptom == lesson.Nothing && c.asked(pattern):
		f.seen(lesson.NoAnswer)
		c.whoGotIt(f)
	}
	return f
}

// symptomOfAnswer says what is to be seen in another answer than was due. That the
// pattern asks for a refusal is told by how it begins.
func (c *client) symptomOfAnswer(pattern string, said *line) lesson.Symptom {
	c.mu.Lock()
	admission := c.inbox.admission()
	c.mu.Unlock()
	refusal := strings.HasPrefix(pattern, "^!")
	switch {
	case refusal && said == admission:
		return lesson.LetIn
	case !refusal && admission == nil && said.form == dialect.Refusal:
		return lesson.Refused
	}
	return lesson.OtherAnswer
}

// asked reports whether what is due is an answer to what the client has just sent,
// and no notice about somebody else.
func (c *client) asked(pattern string) bool {
	return c.s.last.Load() == c && !c.s.stopping && (!c.admitted() || !strings.HasPrefix(pattern, `^\*`))
}

// whoGotIt looks whether somebody else got what a client has sent, where the server
// should have answered.
func (c *client) whoGotIt(f *Failure) {
	said := c.s.saidBy(c.roomName)
	if said == nil || len(said.lines) == 0 {
		return
	}
	sent := said.lines[len(said.lines)-1]
	for _, other := range c.s.everyone() {
		got := other.unasked(func(l *line) bool {
			from, _ := dialect.Parties(l.from)
			return from == c.roomName && len(l.text) > 0 && (strings.HasPrefix(sent, l.text) || strings.HasSuffix(sent, l.text))
		})
		if other != c && got != nil {
			f.addNote(other.name + " received " + quoted(got))
			f.seen(lesson.PassedOn)
			return
		}
	}
}

// unasked returns the last line of what somebody said that fits and that no step has
// asked for; nil if there is none.
func (c *client) unasked(fits func(*line) bool) (last *line) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, l := range c.inbox.lines {
		if l.form.Said() && !l.taken && !c.s.isMarker(l.text) && fits(l) {
			last = l
		}
	}
	return last
}
