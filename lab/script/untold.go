package script

import (
	"context"
	"slices"
	"strings"

	"chatlab/lab/dialect"
	"chatlab/lab/lesson"
)

// nothingLike is the failure of a client that was not told what it should be.
// The last thing that it was told since it sent something is shown, since it may
// be nearly right.
func (c *client) nothingLike(pattern string) *Failure {
	asked := c.asked(pattern)
	said := c.lastToldBut(func(l *line) bool { return !asked && c.isBesides(l, pattern) })
	if said == nil && c.ended() != "" {
		said = c.lastWords()
	}
	if said != nil && said.taken {
		said = nil
	}
	refusal := strings.HasPrefix(pattern, "^!")
	expected := words("a line of the server that matches " + pattern)
	switch {
	case said != nil:
		f := c.lacking(expected, said)
		if f.Note = ""; f.closed {
			f.Note = "then " + c.ended()
		}
		return f.seen(c.symptomOfAnswer(pattern, said))
	case asked, refusal && !c.admitted():
		return c.unanswered(expected, refusal)
	}
	f := c.missing(expected)
	if f.Symptom == lesson.Nothing && c.admitted() && !c.s.stopping {
		f.seen(lesson.Unannounced)
	}
	return f
}

// unanswered is the failure of a client to which the server did not say what was due,
// where the connection would end after it in any case: or that got no answer at all.
func (c *client) unanswered(expected Evidence, last bool) *Failure {
	f := c.missing(expected)
	switch {
	case last && !c.admitted() && c.ended() == endedWithFin:
		f.seen(lesson.NoAnswer)
	case f.Symptom == lesson.Nothing && len(f.Received.Data) == 0:
		f.seen(lesson.NoAnswer)
		c.whoGotIt(f)
		c.tellUnread(f)
	case f.Symptom == lesson.Nothing:
		f.seen(lesson.OtherAnswer) // which is shown
	}
	return f
}

// tellUnread says so where the server has not read what a client has sent.
func (c *client) tellUnread(f *Failure) {
	over, cancel := context.WithCancel(c.s.ctx)
	cancel()
	judged := f.Symptom == lesson.Crash || f.Symptom == lesson.PassedOn || c.ended() != ""
	if judged || slices.Contains(c.s.scenario.Paths, c.name) || c.s.world.AwaitTaken(over, c.nc) {
		return
	}
	f.addNote("the server has not read all that " + c.name + " has sent")
	f.seen(lesson.Unread)
}

// isBesides reports whether a line is a notice that a pattern does not mean: it is
// about people whom the pattern does not name, or of the coming of one who has gone.
func (c *client) isBesides(l *line, pattern string) (besides bool) {
	for _, other := range c.s.everyone() {
		if !other.named() || !c.s.dialect.IsAbout(l.raw, other.roomName) {
			continue
		}
		if strings.Contains(pattern, other.roomName) {
			at := slices.Index(c.toldAbout(other.roomName), l)
			return other.leftAt != 0 && at >= 0 && at < c.s.notice(c, other.roomName, true)
		}
		besides = true
	}
	return besides
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
