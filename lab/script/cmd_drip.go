package script

import (
	"time"

	"chatlab/lab/trace"
)

const (
	dripEvery = 10 * time.Millisecond

	// dripPause is as short a silence as a server that waits for one may take for the end of a
	// line. A run in which the machine made such a pause proves nothing about that server.
	dripPause = 50 * time.Millisecond

	dripSize = 990 // bytes of the line without its line feed: every server takes it (P2), and it drips for about as long as any expectation waits
)

var drip = Command{
	Name:    "drip",
	Args:    "WHO TEXT",
	Summary: "Send one line, and then another one byte by byte, so that there is never a silence.",
	Detail:  "The line TEXT is sent at once. When the server has read it, a line of the kit's own follows, a byte every " + dripEvery.String() + ", while the steps go on. A server that waits for silence to end a line waits for ever. The rest of that line is sent, all at once, when WHO does something else, and is read before that. Expectations skip it.",
	Example: `server
join ana bruno
drip ana hello
hear bruno ana hello
say ana 'and goodbye'
hear bruno ana 'and goodbye'`,
	run: func(s *session, args []string) (string, error) {
		if len(args) != 2 {
			return "", usagef("who, and which line?")
		}
		text, err := unescape(args[1])
		if err != nil {
			return "", err
		}
		c, err := s.client(args[0])
		if err != nil {
			return "", err
		}
		if !c.named() {
			return "", errNoNameYet(c.name)
		}
		if err := c.say(text); err != nil {
			return "", err
		}
		c.awaitTaken()
		c.startDrip()
		return "then a byte every " + dripEvery.String(), nil
	},
}

// A dripping is a line that is sent byte by byte.
type dripping struct {
	hurry   chan struct{} // closed by stopDrip: the rest is sent at once, unless dropped is set
	dropped bool          // the rest is never sent; written before hurry is closed
	done    chan struct{} // closed when the goroutine has ended
}

func (c *client) startDrip() {
	line := ruler(dripSize)
	c.s.markers[line] = true
	d := &dripping{hurry: make(chan struct{}), done: make(chan struct{})}
	c.drip = d
	data := c.encoder.Encode(line + "\n")
	go func() { // endDrip waits for it
		defer close(d.done)
		tick := time.NewTicker(dripEvery)
		defer tick.Stop()
		for last := time.Now(); len(data) > 0; last = time.Now() {
			n := 1
			select {
			case <-tick.C:
				if time.Since(last) > dripPause {
					c.s.paused.Store(true)
				}
			case <-d.hurry:
				if d.dropped {
					return
				}
				n = len(data)
			}
			c.s.recorder.Record(trace.Event{Conn: c.conn, Dir: trace.ToServer, Kind: trace.Data, Data: data[:n]})
			if _, err := c.put(data[:n]); err != nil {
				return // the next step of this client finds out, and says so
			}
			data = data[n:]
		}
	}()
}

// endDrip sends the rest of a line that drips, and waits until the server has read it. What is
// sent next does not come in the same read, where chance would decide. It may be called at any
// time.
func (c *client) endDrip() {
	if c.drip != nil {
		c.stopDrip(false)
		c.awaitTaken()
	}
}

// dropDrip does not send the rest: the connection is gone.
func (c *client) dropDrip() { c.stopDrip(true) }

func (c *client) stopDrip(dropped bool) {
	if d := c.drip; d != nil {
		c.drip, d.dropped = nil, dropped
		close(d.hurry)
		<-d.done
	}
}
