package script

import (
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

// unclosed is the failure of a client whose connection the server should have
// closed. It says what went before: whether the client had ended its side, what it
// was told, and whether others were told that it had left.
func (c *client) unclosed() *Failure {
	f := Failure{
		Expected: words("the server to close the connection of " + c.name),
		Received: words("no FIN: the connection is still open"),
		Mark:     -1,
		Symptom:  lesson.Unclosed,
		Waited:   c.s.sinceStep(),
	}
	if c.finSent {
		f.addNote(c.name + " had sent its own FIN")
	}
	if told := c.lastTold(); told != nil {
		f.addNote("the last that " + c.name + " was told: " + quoted(told))
	}
	f.addNote(c.announced())
	return c.s.failure(f)
}

// announced says who was told that the client has left; empty where nobody had to be.
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
		nth := c.s.notice(other, c.roomName, true)
		other.mu.Lock()
		about := other.inbox.notices(c.roomName)
		other.mu.Unlock()
		if nth < len(about) {
			return other.name + " was told " + quoted(about[nth])
		}
	}
	if !member {
		return ""
	}
	return "nobody was told that " + c.name + " has left"
}

// lastTold is the last line of the server that the client received since it sent
// something; nil if there is none.
func (c *client) lastTold() (told *line) {
	c.mu.Lock()
	defer c.mu.Unlock()
	behind := c.inbox.behindGreeting()
	answered := len(c.inbox.lines) - c.before
	for _, l := range behind[max(0, len(behind)-answered):] {
		if !l.form.Said() {
			told = l
		}
	}
	return told
}

// quoted is a line within a sentence.
func quoted(l *line) string {
	text, _ := draw.Window(string(l.raw), -1, obituaryColumns)
	return text
}
