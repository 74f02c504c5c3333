package hunt

import (
	"fmt"
	"time"
)

// How the watchdog notices that virtual time stands still. It runs outside the bubble,
// in real time.
const (
	look  = 200 * time.Millisecond // between two looks
	spins = 60 * time.Second       // within this something must happen, however busy the machine is
)

// watchdog waits until over is closed or the run is stuck. If it is stuck, it returns
// who waits for what.
func watchdog(over <-chan struct{}, progress func() (bubble string, events int64), from sources) (stuck []string) {
	ticker := time.NewTicker(look)
	defer ticker.Stop()
	before, since, locked := int64(-1), time.Now(), false
	for {
		select {
		case <-over:
			return nil
		case <-ticker.C:
		}
		bubble, now := progress()
		if now != before {
			before, since, locked = now, time.Now(), false
			continue
		}
		all := goroutines(bubble)
		lockedBefore := locked
		locked = deadlocked(all)
		switch waits := whoWaits(all); {
		case locked && lockedBefore: // what lasts is still there at the next look
			if told := from.locked(all); len(told) > 0 {
				return told
			}
			return append([]string{"goroutines wait for a lock, and none can run"}, waits...)
		case time.Since(since) > spins:
			return append([]string{fmt.Sprintf("nothing has happened for %v of real time: a goroutine runs and never waits", spins)}, waits...)
		}
	}
}

// deadlocked reports whether no goroutine can run and some wait for a lock. A bubble does
// not count that as idle, so its time stands still forever.
func deadlocked(all []goroutine) bool {
	waiting := false
	for _, g := range all {
		if g.alive {
			return false
		}
		waiting = waiting || g.mutex
	}
	return waiting
}

// whoWaits says which functions of the server wait for what, each once. Those that wait
// for locks come first.
func whoWaits(all []goroutine) []string {
	often := make(map[string]int)
	var order []string
	for _, locks := range []bool{true, false} {
		for _, g := range all {
			if calls := g.ofServer(); g.mutex == locks && len(calls) > 0 {
				what := fmt.Sprintf("waits in %s (%s)", calls[0].function, g.state)
				if often[what]++; often[what] == 1 {
					order = append(order, what)
				}
			}
		}
	}
	for i, what := range order {
		order[i] = fmt.Sprintf("%d × %s", often[what], what)
	}
	return order
}

// leftRunning says which of the server's goroutines are left running in a bubble.
func leftRunning(bubble string) []string { return whoWaits(goroutines(bubble)) }
