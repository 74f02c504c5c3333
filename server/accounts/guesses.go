package accounts

import (
	"context"
	"net/netip"
	"sync"
	"time"
)

// guesses counts the wrong guesses of each source, and never those at an
// account: a limit on an account is a way to lock its owner out, for anybody
// who knows the name; and in a chat all know it. (NIST SP 800-63B, revision 3,
// section 5.2.2, does ask for a limit on each account: 100 failures. Its
// accounts have a help desk.)
//
// What is given up: those who share an address share its guesses, so one can
// use up the others' for a while; and who has many addresses has the guesses
// of all of them.
//
// A source has a bucket of guesses. A wrong one takes one out; as time passes
// they come back, one by one. A right one takes nothing out and puts nothing
// back: else a member could guess at others for ever, with its own password in
// between.
type guesses struct {
	most  int           // in a full bucket
	every time.Duration // until one more comes back
	half  int           // sources in one of the two maps

	mu sync.Mutex // guards all below

	// A source is in one map: in young if it did something since the last
	// turn, otherwise in old. What is in old for a whole turn is forgotten.
	young, old map[netip.Prefix]*bucket
	kept       int       // of young, how many the last turn could not forget
	turned     time.Time // when the last turn was
}

// A bucket needs no counter and no timer: the time when it will be full says
// how many guesses are in it at any moment.
type bucket struct {
	fullAt   time.Time // in the past if it is full
	reserved int       // guesses that are being looked at

	// settled is closed, and forgotten, when a reserved guess is settled; made
	// by whoever waits for that.
	settled chan struct{}
}

func newGuesses(o Options) *guesses {
	return &guesses{most: o.Guesses, every: o.GuessEvery, half: max(1, o.Addresses/2)}
}

// reserve sets a guess of the source aside before it is known whether it is
// right; settle must follow. A hundred guesses at the same moment would
// otherwise all be looked at before the first is known to be wrong.
//
// If none is left it returns TooMany. If those that are left are all set
// aside, it waits for the first to be settled: a class behind one address that
// comes in at once, with right passwords, must not be told that it guesses.
func (g *guesses) reserve(ctx context.Context, source netip.Prefix) error {
	for {
		settled, err := g.take(source)
		if settled == nil {
			return err
		}
		select {
		case <-settled:
		case <-ctx.Done():
			return notLookedAt(ctx)
		}
	}
}

// take reserves a guess, or returns a channel to wait for, or TooMany.
func (g *guesses) take(source netip.Prefix) (settled <-chan struct{}, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	b := g.bucketLocked(source, now)
	missing := max(0, b.fullAt.Sub(now)) // guesses, as the time until they are back
	left := time.Duration(g.most)*g.every - missing
	switch {
	case left >= time.Duration(b.reserved+1)*g.every:
		b.reserved++
		return nil, nil
	case b.reserved > 0:
		if b.settled == nil {
			b.settled = make(chan struct{})
		}
		return b.settled, nil
	}
	return nil, TooMany{Wait: g.every - left}
}

// used returns how many guesses of a source are not in its bucket: those that were
// wrong lately, and those that are set aside.
func (g *guesses) used(source netip.Prefix) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	b := g.bucketLocked(source, now)
	missing := max(0, b.fullAt.Sub(now))
	return int((missing+g.every-1)/g.every) + b.reserved
}

// settle ends a reservation, and takes a guess out of the bucket if it was
// wrong.
func (g *guesses) settle(source netip.Prefix, wrong bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	b := g.bucketLocked(source, now)
	b.reserved--
	if wrong {
		b.fullAt = later(b.fullAt, now).Add(g.every)
	}
	if b.settled != nil {
		close(b.settled)
		b.settled = nil
	}
	if b.reserved == 0 && !b.fullAt.After(now) {
		delete(g.young, source) // full: as good as one that was never seen
	}
}

// bucketLocked returns the bucket of a source, which is in young from then on.
func (g *guesses) bucketLocked(source netip.Prefix, now time.Time) *bucket {
	if b := g.young[source]; b != nil {
		return b
	}
	b := g.old[source]
	if b == nil {
		b = new(bucket)
	}
	delete(g.old, source)
	if len(g.young) >= g.half+g.kept || now.Sub(g.turned) >= time.Duration(g.most)*g.every {
		g.turnLocked(now)
	}
	g.young[source] = b
	return b
}

// turnLocked forgets the sources in old, makes young old, and begins anew.
//
// A turn is due when an empty bucket has had the time to fill up; then all
// that is forgotten is full. It comes sooner if young gets too large: then
// those that have been quiet for longest get their guesses back too soon. That
// locks nobody out, and whoever has so many addresses had no need of it.
//
// A bucket with a reserved guess is kept, or its source could reserve all of
// them again. There are no more of those than calls of Check under way, so it
// is the caller, with a limit on connections, who limits them.
func (g *guesses) turnLocked(now time.Time) {
	quiet := g.old
	g.old = g.young
	g.young = make(map[netip.Prefix]*bucket)
	for source, b := range quiet {
		if b.reserved > 0 {
			g.young[source] = b
		}
	}
	g.kept = len(g.young)
	g.turned = now
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
