package accounts

import (
	"context"
	"slices"
	"sync"
)

// turns are what passwords that are to be looked at wait for: only so many are
// under way at the same time.
//
// The next turn is for the caller whose source has used the fewest guesses: wrong
// ones lately, and others that wait. Among equals it is for the one who came last.
// So a program that guesses waits for everybody who does not, however many
// connections it has. And of very many newcomers at least those who came last are in
// time; first come, first served would be late for all of them. What is given up: a
// caller may be too late if many others came later, from as many other sources.
type turns struct {
	mu      sync.Mutex // guards both
	free    int
	waiting []*turn // in the order in which they came
}

// A turn that somebody waits for.
type turn struct {
	used  int           // guesses of their source
	given chan struct{} // closed when it is theirs
}

// take waits for a turn, and reports whether it is there before ctx ends; give has
// to follow then.
func (t *turns) take(ctx context.Context, used int) bool {
	mine := t.join(used)
	select {
	case <-mine.given:
	case <-ctx.Done():
	}
	if ctx.Err() == nil { // looked at again: select chooses either if both are ready
		return true
	}
	if !t.leave(mine) {
		t.give()
	}
	return false
}

// join takes a turn that is free, or waits for one.
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

// leave reports whether the turn was still waited for.
func (t *turns) leave(mine *turn) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := slices.Index(t.waiting, mine)
	if at >= 0 {
		t.waiting = slices.Delete(t.waiting, at, at+1)
	}
	return at >= 0
}

// give hands a turn on.
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
