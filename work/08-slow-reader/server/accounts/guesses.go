package accounts

import (
	"context"
	"net/netip"
	"sync"
	"time"
)

// guesses limits guessing: a token bucket for each source. A wrong guess takes a
// token out, and tokens come back as time passes. A right one takes none out and puts
// none back. Otherwise a member could guess others' passwords forever, with its own
// password in between.
//
// It does not count guesses per account. With such a limit, anybody who knows a name
// could lock its owner out, and in a chat all know the names. (NIST SP 800-63B,
// revision 3, section 5.2.2, does require a limit for each account: 100 failures. But
// its accounts have a help desk.)
//
// What is given up: people who share an address share its guesses, and one can use
// them up for a while. Somebody with many addresses has the guesses of all of them.
type guesses struct {
	most  int           // until one more comes back
	every time.Duration // until one more comes back
	half  int           // most sources in each of the two maps

	mu sync.Mutex // guards all below

	// A source is in one map: in young if it did something since the last turn,
	// otherwise in old. One that is in old for a whole turn is forgotten.
	young, old map[netip.Prefix]*bucket
	kept       int       // sources in young that the last turn could not forget
	turned     time.Time // when the last turn was
}

// A bucket needs no counter and no timer. The time when it will be full tells how
// many guesses are in it at any moment.
type bucket struct {
	fullAt   time.Time // in the past if it is full
	reserved int       // guesses that are being compared

	// settled is made by a caller that waits. It is closed and set to nil when a
	// reserved guess is settled.
	settled chan struct{}
}

func newGuesses(o Options) *guesses {
	return &guesses{most: o.Guesses, every: o.GuessEvery, half: max(1, o.Addresses/2)}
}

// reserve sets a guess of the source aside before its password is compared. The
// caller must then call settle. Otherwise a hundred guesses at the same moment would
// all be compared before the first is known to be wrong.
//
// If no guess is left, it returns TooMany. If the rest are all reserved, it waits for
// the first to be settled. A class behind one address may come in at once with right
// passwords. It must not be told that it guesses.
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
	missing := max(0, b.fullAt.Sub(now)) // guesses, measured as the time until they are back
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

// used returns how many guesses of a source are not in its bucket: the recent wrong
// ones, and the reserved ones.
func (g *guesses) used(source netip.Prefix) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	b := g.bucketLocked(source, now)
	missing := max(0, b.fullAt.Sub(now))
	return int((missing+g.every-1)/g.every) + b.reserved
}

// settle ends a reservation. If the guess was wrong, it takes it out of the bucket.
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
		delete(g.young, source) // full: the same as a source that was never seen
	}
}

// bucketLocked returns the bucket of a source and moves it to young.
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

// turnLocked forgets the sources in old, makes young old, and starts a new young.
//
// A turn is due when an empty bucket has had time to fill up. So all that is
// forgotten is full. It comes sooner if young gets too large. Then the sources that
// were quiet for longest get their guesses back too soon. That locks nobody out, and
// an attacker with so many addresses does not need it.
//
// A bucket with a reserved guess is kept. Otherwise its source could reserve all of
// them again. There are no more such buckets than calls of Check under way. The
// caller limits those by its limit on connections.
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
