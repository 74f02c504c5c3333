package script

import (
	"time"

	"chatlab/lab/trace"
)

// freeze makes the client stop reading. What comes fills its receive buffer, then the
// server's send buffer, then whatever queue the server has.
func (c *client) freeze() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.frozen == nil {
		c.frozen, c.frozenAt = make(chan struct{}), time.Now()
		c.nc.SetReadDeadline(time.Unix(1, 0)) // ends a read that is waiting
	}
}

// longFrozen is nearly the shortest time after which a server may cut off a client that
// takes nothing (P17).
const longFrozen = 9 * time.Second

// thaw lets the client read again.
func (c *client) thaw() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.frozen != nil {
		if c.longFrozenLocked() {
			c.s.longFrozen.Store(true)
		}
		c.nc.SetReadDeadline(time.Time{})
		close(c.frozen)
		c.frozen = nil
	}
}

func (c *client) longFrozenLocked() bool {
	return c.frozen != nil && time.Since(c.frozenAt) > longFrozen
}

// hadLongFrozen reports whether a client was, or still is, frozen so long that the server
// might cut it off.
func (s *session) hadLongFrozen() bool {
	for _, c := range s.everyone() {
		c.mu.Lock()
		long := c.longFrozenLocked()
		c.mu.Unlock()
		if long {
			return true
		}
	}
	return s.longFrozen.Load()
}

// awaitThaw returns when the client may read.
func (c *client) awaitThaw() {
	c.mu.Lock()
	frozen := c.frozen
	c.mu.Unlock()
	if frozen != nil {
		<-frozen // abort closes it, if thaw has not
	}
}

// did records what the scenario made the client do.
func (c *client) did(act trace.Act) { c.s.recorder.Record(act.Of(c.conn)) }

// isFrozen reports whether the client has stopped reading.
func (c *client) isFrozen() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.frozen != nil
}
