package script

import (
	"cmp"

	"chatlab/lab/trace"
)

var resetConn = Command{
	Name:    "reset",
	Args:    "WHO…",
	Summary: "End clients with a reset (RST), as a crash of its host or program may do.",
	Detail:  "It waits for nothing. What the client sent before may be lost: expect nothing about it.",
	Example: `server
join ana bruno
reset bruno
sees ana left bruno`,
	run: func(s *session, args []string) (string, error) {
		var failed error
		err := s.each(args, func(c *client) { failed = cmp.Or(failed, c.reset()) })
		return "", cmp.Or(err, failed)
	},
}

// reset sends an RST instead of a FIN. Closing a socket does that if SO_LINGER is 0.
func (c *client) reset() error {
	if _, ok := c.nc.(interface{ SetLinger(int) error }); !ok {
		return usagef("%s can't be reset here", c.name)
	}
	c.leaves(c.s.tick())
	c.s.recorder.Record(trace.Event{Conn: c.conn, Dir: trace.ToServer, Kind: trace.Reset})
	c.abort()
	return nil
}
