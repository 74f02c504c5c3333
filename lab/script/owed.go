package script

import (
	"context"

	"chatlab/lab/sockets"
	"chatlab/lab/trace"
)

// floodUntilOwed sends lines until that many bytes (owed) wait in the server for the
// client that is frozen. If nobody can see how many wait, it sends n bytes.
//
// Once nothing moves, the count is too low and never too high, because the server puts a
// name before each line. While bytes move, the server holds at most what is counted. So it
// never has to hold more than was asked for.
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
		return c.flood(torrent{size: n})
	}
	c.s.last.Store(c)
	c.endDrip()
	largest := min(max(sockets.LargestSendBuffer(), overflow), maxBuffer) + beyondBuffers + most
	sent, end, settled := 0, allOfIt, false
	for end == allOfIt && sent < largest {
		held, open, _ := c.s.world.Held(reader.nc)
		if sent > 0 && open {
			reader.recordHeld(trace.ToClient, held)
		}
		left := most - (sent - (held.Total() - before.Total()))
		if !open || left <= 0 && settled {
			break
		}
		if settled = left <= 0; settled { // the server may be about to read or write the rest
			c.s.within(c.s.limit(), func(ctx context.Context) bool {
				stuck := c.s.world.AwaitStuck(ctx, reader.nc)
				c.s.world.AwaitIdle(ctx)
				return stuck
			})
			continue
		}
		k := 0
		k, end, _ = c.pour(torrent{size: left})
		sent += k
	}
	detail := c.recordFlood(sent, end)
	if end == takesNoMore {
		c.s.noteHeld(c.name)
	}
	return detail, c.s.ctx.Err()
}

// onlyFrozen returns the one client that is frozen and has a name; nil if there is none,
// or more than one.
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
