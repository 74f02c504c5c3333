package script

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"chatlab/lab/dialect"
	"chatlab/lab/lesson"
)

// nothingLike is the failure of a client that the server did not tell what it should have.
// It shows the last thing that the server said since the client sent something, which may
// be nearly right.
func (c *client) nothingLike(pattern string) *Failure {
	asked := c.asked(pattern)
	said := c.lastToldBut(func(l *line) bool { return !asked && c.isBesides(l, pattern) || asked && c.isLate(l) })
	if said == nil && c.ended() != "" {
		said = c.lastWords()
	}
	if said != nil && said.taken {
		said = nil
	}
	refusal := wantsRefusal(pattern)
	says, brief := like(pattern)
	expected := inBrief("a line of the server "+says, brief)
	switch {
	case said != nil:
		f := c.lacking(expected, said)
		f.Note = ""
		if f.closed {
			f.Note = "then " + c.ended()
		}
		if f.seen(c.symptomOfAnswer(pattern, said)); f.Symptom == lesson.Unlimited {
			f.addNote(fmt.Sprintf("this is wrong guess number %d that the server has checked", c.s.checked()))
		}
		return f
	case asked, refusal && !c.admitted():
		return c.unanswered(expected, refusal)
	}
	f := c.missing(expected)
	if f.Symptom == lesson.Nothing && c.admitted() && !c.s.stopping {
		f.seen(lesson.Unannounced)
	}
	return f
}

// unanswered is the failure of a client that did not get its answer. last says that the
// server would have ended the connection after that answer.
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
		f.seen(lesson.OtherAnswer) // the failure shows the nearest line
	}
	return f
}

// tellUnread adds to a failure that the server has not read what a client sent, if so.
func (c *client) tellUnread(f *Failure) {
	over, cancel := context.WithCancel(c.s.ctx)
	cancel()
	judged := f.Symptom == lesson.Crash || f.Symptom == lesson.PassedOn || c.ended() != ""
	if judged || slices.Contains(c.s.scenario.Paths, c.name) || c.s.world.AwaitTaken(over, c.nc) {
		return
	}
	f.addNote("the server has not read all that " + c.name + " has sent")
	if f.Symptom != lesson.Spins { // a server that spins reads nothing
		f.seen(lesson.Unread)
	}
}

// isBesides reports whether a line is a notice that a pattern does not mean. It is about
// people whom the pattern does not name, or it says that somebody joined who has left
// since.
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

// isLate reports whether a line is the notice that somebody else joined. It may come after
// the client has sent something, and is not an answer.
func (c *client) isLate(l *line) bool {
	for _, other := range c.s.everyone() {
		if other == c || !other.named() || !c.s.cameAfter(c, &other.presence) {
			continue
		}
		about := c.toldAbout(other.roomName)
		if nth := c.s.notice(c, other.roomName, false); nth < len(about) && about[nth] == l {
			return true
		}
	}
	return false
}

// symptomOfAnswer returns the symptom of a wrong answer.
func (c *client) symptomOfAnswer(pattern string, said *line) lesson.Symptom {
	c.mu.Lock()
	admission := c.inbox.admission()
	c.mu.Unlock()
	refusal := wantsRefusal(pattern)
	switch {
	case refusal && said == admission:
		return lesson.LetIn
	case strings.HasPrefix(pattern, "^! "+waitFirst) && said.refuses(wrongPassword):
		return lesson.Unlimited
	case !refusal && admission == nil && said.form == dialect.Refusal:
		return lesson.Refused
	}
	return lesson.OtherAnswer
}

// wantsRefusal reports whether a pattern asks for a refusal: its beginning shows that.
func wantsRefusal(pattern string) bool { return strings.HasPrefix(pattern, "^!") }

// asked reports whether the expected line is an answer to what the client has just sent,
// and no notice about somebody else.
func (c *client) asked(pattern string) bool {
	return c.s.last.Load() == c && !c.s.stopping && (!c.admitted() || !strings.HasPrefix(pattern, `^\*`))
}

// whoGotIt adds to a failure who else got the line that the server should have answered,
// if anybody did.
func (c *client) whoGotIt(f *Failure) {
	said := c.s.saidBy(c.roomName)
	if said == nil || len(said.lines) == 0 {
		return
	}
	sent := said.lines[len(said.lines)-1]
	for _, other := range c.s.everyone() {
		got := other.unasked(func(l *line) bool {
			from, _ := dialect.Parties(l.from)
			return from == c.roomName && l.text != "" && (l.text == sent || isPart(l.text, sent))
		})
		if other == c || got == nil {
			continue
		}
		f.alsoShow(other, got)
		f.seen(lesson.PassedOn)
		switch part := portion(got.text, sent); {
		case part == "", strings.HasPrefix(sent, "/"): // the text of a command is a part of its line
			f.addNote(other.name + " received " + quoted(got))
		default:
			f.addNote(other.name + " received " + part + " of the line: " + quoted(got))
			if got.text != sent {
				f.seen(lesson.HalfALine)
			}
		}
		return
	}
}

// unasked returns the last chat line that the client heard, that fits, and that no step
// has used; nil if there is none.
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
