package server

import "time"

// Backpressure: a sender that is faster than its readers must slow down, or the
// difference piles up in memory. Inside TCP the receive window does that. Between two
// connections the server must pass it on. The only way to slow a sender is not to
// read from it: its window fills, and its writes wait.
//
// The server must choose which readers to wait for. A reader that takes bytes will
// soon have room: wait for it, and it misses nothing. One that takes nothing may
// never have room: do not wait, or it stops the whole room.

// waitForReaders holds up the goroutine that reads from a sender. It waits until the
// outboxes that the sender filled are below the high-water mark. It does not wait for
// readers that take nothing. It waits at most Limits.HoldUp in all, or until stop is
// closed, and holds no lock meanwhile. It reports whether it waited.
func waitForReaders(full []*outbox, limits *Limits, stop <-chan struct{}) (waited bool) {
	if len(full) == 0 {
		return false
	}
	until := time.Now().Add(limits.HoldUp)
	for _, o := range full {
		if o.waitWhileFull(until, stop) {
			waited = true
		}
	}
	return waited
}

// waitWhileFull waits for one outbox. It stops when there is room, when the reader
// has taken nothing for Limits.Moving, at until, or when stop is closed.
func (o *outbox) waitWhileFull(until time.Time, stop <-chan struct{}) (waited bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for o.queued > o.limits.HighWater && !o.dead {
		left := time.Until(earlier(until, o.moved.Add(o.limits.Moving)))
		if left <= 0 || closed(stop) {
			break
		}
		waited = true
		timer := time.NewTimer(left)
		o.waitLocked(timer.C, stop)
		timer.Stop()
	}
	return waited
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
