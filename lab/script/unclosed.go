package script

import (
	"fmt"

	"chatlab/lab/dialect"
	"chatlab/lab/draw"
	"chatlab/lab/lesson"
)

// awaitEnd waits until the server has closed its side.
func (c *client) awaitEnd() error {
	c.await(c.s.limit(), func(*inbox) bool { return false })
	if c.ended() == "" {
		return c.unclosed()
	}
	c.leaves(c.s.tick())
	return nil
}

// unclosed is the failure of a client whose connection the server should have closed. It
// says what happened before: whether the client had sent its FIN, what it was told, and
// whether others were told that it left.
func (c *client) unclosed() *Failure {
	f := Failure{
		Expected: c.theEnd(),
		Received: words("no FIN: the connection is still open"),
		Mark:     -1,
		Symptom:  lesson.Unclosed,
		Waited:   c.s.sinceStep(),
		absent:   []string{c.conn},
	}
	if c.finSent {
		f.addNote(c.name + " had sent its own FIN")
	}
	if told := c.lastTold(); told != nil && (!c.admitted() || c.s.stopping || told.form == dialect.Refusal) {
		f.addNote(c.name + " was told " + quoted(told))
	}
	f.addNote(c.announced())
	f.addNote(c.unlike())
	if repeated := c.repeated(); repeated != "" {
		f.addNote(repeated)
		f.Symptom = lesson.Spins
	}
	whole := c.s.failure(f)
	if !c.finSent {
		c.tellUnread(whole)
	}
	return whole
}

// unlike says how a client without a name differs from another one, whose connection the server
// has closed: one of the two has sent nothing. It is empty if there is no such client. The
// clocks of some servers start, stop or are looked at when something comes.
func (c *client) unlike() string {
	if c.named() || c.s.stopping {
		return ""
	}
	for _, other := range c.s.everyone() {
		silent := len(other.firstLine) == 0
		if silent == (len(c.firstLine) == 0) || other.named() || other.finSent || other.ended() != endedWithFin && other.ended() != endedWithReset {
			continue
		}
		return fmt.Sprintf("%s has sent %s; %s, whose connection was closed, has sent %s", c.name, c.begun(), other.name, other.begun())
	}
	return ""
}

// begun is what a client has sent of its name.
func (c *client) begun() string {
	if len(c.firstLine) == 0 {
		return "nothing"
	}
	text, _ := draw.Window(string(c.firstLine), -1, obituaryColumns)
	return `"` + text + `" and no line feed`
}

// theEnd is what a step expects that waits for the server to close a connection.
func (c *client) theEnd() Evidence {
	return inBrief("the server to close the connection of "+c.name, "FIN")
}

// manyUnsaid is how many lines more than a client has said tell a server that repeats.
const manyUnsaid = 100

// repeated says that somebody hears from the client again and again after its FIN; empty if
// nobody does. A server does that if it takes each read for a line, also at the end of the
// stream, where each read returns nothing at once.
func (c *client) repeated() string {
	said := c.s.saidBy(c.roomName)
	if !c.finSent || said == nil {
		return ""
	}
	for _, other := range c.s.everyone() {
		if n := other.linesOf(c.roomName); other != c && n >= len(said.lines)+manyUnsaid {
			return fmt.Sprintf("%s has received %d lines of %s, who said %d", other.name, n, c.name, len(said.lines))
		}
	}
	return ""
}

// linesOf returns how many chat lines of somebody the client has received.
func (c *client) linesOf(roomName string) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, l := range c.inbox.lines {
		if l.form == dialect.Chat && l.from == roomName {
			n++
		}
	}
	return n
}

// announced says who was told that the client has left; empty if nobody had to be told.
func (c *client) announced() string {
	if !c.admitted() || c.s.stopping {
		return ""
	}
	member := false
	for _, other := range c.s.everyone() {
		if other == c || !other.admitted() || other.ended() != "" || other.isFrozen() {
			continue
		}
		member = true
		if notice := other.toldOf(c.roomName, true); notice != nil {
			return other.name + " was told " + quoted(notice)
		}
	}
	if !member {
		return ""
	}
	return "nobody was told that " + c.name + " has left"
}

// toldOf is the notice that told a client that somebody has joined, or has left, even if a
// step has used it; nil if there is none.
func (c *client) toldOf(roomName string, left bool) *line {
	nth, about := c.s.notice(c, roomName, left), c.toldAbout(roomName)
	if nth < len(about) {
		return about[nth]
	}
	return nil
}

// toldAbout returns the notices about somebody, even those that a step has used.
func (c *client) toldAbout(roomName string) (about []*line) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, l := range c.inbox.lines {
		if l.form == dialect.Notice && l != c.inbox.admission() && c.s.dialect.IsAbout(l.raw, roomName) {
			about = append(about, l)
		}
	}
	return about
}

// lastWords is the last line of the server that the client received after the greeting,
// and that is about nobody else; nil if there is none. Unlike lastTold, it may have come
// before the client last sent something.
func (c *client) lastWords() (said *line) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, l := range c.inbox.behindGreeting() {
		if !l.form.Said() && l != c.inbox.admission() && !c.s.isAboutSomebody(l) {
			said = l
		}
	}
	return said
}

// tellLastWords says what the server told a client whose connection has ended.
func (c *client) tellLastWords(f *Failure) {
	if said := c.lastWords(); said != nil {
		f.addNote(c.name + " was told " + quoted(said))
	}
}

// lastTold is the last line of the server that the client received since it last sent
// something; nil if there is none.
func (c *client) lastTold() *line { return c.lastToldBut(func(*line) bool { return false }) }

// lastToldBut is lastTold without the lines for which passOver reports true.
func (c *client) lastToldBut(passOver func(*line) bool) (told *line) {
	c.mu.Lock()
	behind := c.inbox.behindGreeting()
	answered := len(c.inbox.lines) - c.before
	c.mu.Unlock()
	for _, l := range behind[max(0, len(behind)-answered):] {
		if !l.form.Said() && !passOver(l) {
			told = l
		}
	}
	return told
}

// quoted is a line, cut to fit in a sentence.
func quoted(l *line) string {
	text, _ := draw.Window(string(l.raw), -1, obituaryColumns)
	return text
}
