package script

import (
	"context"
	"fmt"

	"chatlab/lab/sockets"
	"chatlab/lab/trace"
)

// floodUntilOwed sends lines until as many bytes of them as owed says wait in the
// server for the client that is frozen. It sends n bytes where that can't be seen.
//
// What waits is counted too low, never too high, once nothing moves any more: the
// server puts a name before each line. While it moves, the server holds at most what
// is counted, so it is never made to hold more than was asked for.
func (c *client) floodUntilOwed(owed string, n int) (string, error) {
	most, err := size(owed)
	if err != nil {
		return "", err
	}
	reader := c.s.onlyFrozen()
	if reader == nil || reader == c {
		return "", errOneFrozen
	}
	before, _, known := c.s.world.Held(reader.nc)
	if !known {
		return c.flood(n, false, false)
	}
	c.s.last.Store(c)
	c.endDrip()
	largest := min(max(sockets.LargestSendBuffer(), overflow), maxBuffer) + beyondBuffers + most
	sent, end, settled := 0, allOfIt, false
	for end == allOfIt && sent < largest {
		held, open, _ := c.s.world.Held(reader.nc)
		left := most - (sent - (held - before))
		if !open || left <= 0 && settled {
			break
		}
		if settled = left <= 0; settled { // it may be about to be read, or written
			c.s.within(c.s.limit(), func(ctx context.Context) bool {
				stuck := c.s.world.AwaitStuck(ctx, reader.nc)
				c.s.world.AwaitIdle(ctx)
				return stuck
			})
			continue
		}
		k := 0
		k, end, _ = c.pour(left, false, nil)
		sent += k
	}
	detail := fmt.Sprintf("%s sent: %s", count(sent, "byte"), end)
	c.s.recorder.Record(trace.Event{Conn: c.conn, Dir: trace.ToServer, Kind: trace.Data, Note: "flood: " + detail})
	return detail, c.s.ctx.Err()
}

// onlyFrozen returns the one client that is frozen and has a name; nil if there is
// none, or more than one.
func (s *session) onlyFrozen() (frozen *client) {
	for _, c := range s.everyone() {
		if !c.isFrozen() || !c.named() {
			continue
		}
		if frozen != nil {
			return nil
		}
		frozen = c
	}
	return frozen
}
