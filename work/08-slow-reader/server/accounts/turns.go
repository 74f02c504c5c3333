package accounts

import (
	"context"
	"slices"
	"sync"
)

// turns limit how many passwords are compared at the same time. It is a semaphore
// whose waiting callers have priorities.
//
// The next slot goes to the caller whose source has used the fewest guesses: recent
// wrong ones, and others that wait. Among equals it goes to the caller who came last.
// So a guessing program waits for everybody who does not guess, however many
// connections it has. With very many newcomers, at least the last ones are in time.
// First come, first served would be late for all of them. What is given up: a caller
// may be too late if many others from other sources come after it.
type turns struct {
	mu      sync.Mutex // guards both
	free    int
	waiting []*turn // in the order in which they came
}

// A turn is one caller's place in the queue.
type turn struct {
	used  int           // guesses used by its source
	given chan struct{} // closed when the caller gets its slot
}

// take waits for a slot, and reports whether it came before ctx ended. Then the
// caller must call give.
func (t *turns) take(ctx context.Context, used int) bool {
	mine := t.join(used)
	select {
	case <-mine.given:
	case <-ctx.Done():
	}
	if ctx.Err() == nil { // check again: select chooses either if both are ready
		return true
	}
	if !t.leave(mine) {
		t.give()
	}
	return false
}

// join takes a free slot, or waits for one.
func (t *turns) join(used int) *turn {
	t.mu.Lock()
	defer t.mu.Unlock()
	mine := &turn{used, make(chan struct{})}
	if t.free > 0 {
		t.free--
		close(mine.given)
	} else {
		t.waiting = append(t.waiting, mine)
	}
	return mine
}

// leave takes a turn out of the queue. It reports whether it was still there.
func (t *turns) leave(mine *turn) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := slices.Index(t.waiting, mine)
	if at >= 0 {
		t.waiting = slices.Delete(t.waiting, at, at+1)
	}
	return at >= 0
}

// give passes a slot on to the next caller, or frees it.
func (t *turns) give() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.waiting) == 0 {
		t.free++
		return
	}
	next := len(t.waiting) - 1
	for at := next - 1; at >= 0; at-- {
		if t.waiting[at].used < t.waiting[next].used {
			next = at
		}
	}
	close(t.waiting[next].given)
	t.waiting = slices.Delete(t.waiting, next, next+1)
}
