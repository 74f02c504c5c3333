package script

import (
	"slices"

	"chatlab/lab/dialect"
)

// A server with joined none does not answer a client that it lets in. So the kit can't read
// that the client is in the room. Proof is a line that the client hears there.

// anyNotice is the pattern with which scenarios expect the answer to a name, whatever it says.
const anyNotice = `^\*`

// awaitRoom waits until a client that gets no answer to its name hears what is said in the
// room: another client says lines of the kit until it does. The first client in the room has
// nobody to hear, so for it this waits until the server has read its name.
func (c *client) awaitRoom() error {
	c.inAt = c.s.tick()
	teller := c.s.teller(c)
	if teller == nil {
		c.awaitTaken()
		return nil
	}
	p := c.s.patience(c.s.limit())
	p.firm = true // the lines that others get meanwhile are the kit's own
	defer p.timer.Stop()
	for {
		marker := c.s.newMarker()
		if err := teller.say(marker); err != nil {
			return err
		}
		if c.glimpse(settleTime, func(in *inbox) bool {
			return slices.ContainsFunc(in.lines, func(l *line) bool { return l.form == dialect.Chat && l.text == marker })
		}) {
			p.met()
			c.inAt = c.s.tick()
			return nil
		}
		if p.over() {
			return c.unmarked(teller, marker)
		}
	}
}
