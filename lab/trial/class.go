package trial

import (
	"context"
	"slices"
	"sync"

	"chatlab/lab/handin"
)

// sideBySide is how many hand-ins are under way at once. Their scenarios share the slots of
// the trial: while those of one wait at their end, the next has begun.
const sideBySide = 3

// Anew returns how many results All would replace although their hand-ins may be the same: they were
// tried on other servers.
func (t *Trial) Anew(hs []handin.HandIn, done []Result) (n int) {
	for _, r := range done {
		mine := slices.ContainsFunc(hs, func(h handin.HandIn) bool { return h.Safe == r.Student.Key })
		if mine && r.Lesson == t.Lesson.ID() && r.Refused == nil && r.Key != t.key(r.Hash) {
			n++
		}
	}
	return n
}

// All tries the hand-ins of a class and returns their results in that order. Done has results
// of an earlier run: those of hand-ins that have not changed since are taken from there, unless a
// scenario could not be tried. Each is called with each new result, one call at a time. After ctx
// has ended, or an error of this machine, All returns soon with that error.
func (t *Trial) All(ctx context.Context, hs []handin.HandIn, done []Result, each func(Result) error) ([]Result, error) {
	known := map[string]Result{}
	for _, r := range done {
		if !r.Open() {
			known[r.Student.Key+"\x00"+r.Key] = r
		}
	}
	results := make([]Result, len(hs))
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var telling sync.Mutex
	var all sync.WaitGroup
	slots := make(chan struct{}, sideBySide)
	one := func(i int, h handin.HandIn) error {
		var old bool
		var err error
		if results[i], old, err = t.try(ctx, h, known); err != nil || old {
			return err
		}
		telling.Lock()
		defer telling.Unlock()
		return each(results[i])
	}
	for i, h := range hs {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			if ctx.Err() != nil {
				return
			}
			if err := one(i, h); err != nil {
				cancel(err)
			}
		})
	}
	all.Wait()
	return results, context.Cause(ctx)
}
