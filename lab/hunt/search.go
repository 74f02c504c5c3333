package hunt

import (
	"context"
	"errors"
	"sync"
	"time"
)

// A Search tries seeds in order, up to the first that breaks a rule.
type Search struct {
	Runs     Runs
	Parallel int           // runs at once; 0: one
	Like     Case          // the case to run, with each seed in turn
	First    uint64        // the first seed
	Seeds    int           // how many; 0: until For is over. One of the two is needed
	For      time.Duration // no run starts later than this; 0: no limit

	// Each is called after each run, one call at a time. It may be nil.
	Each func(seed uint64, o Outcome)
}

// Searched is the result of a search.
type Searched struct {
	Seeds    int // how many were tried
	Segments int64
	Virtual  time.Duration
	Took     time.Duration

	// Found is the case with the lowest seed that breaks a rule. All lower seeds were
	// tried. Nil: none was found.
	Found   *Case
	Outcome Outcome // of Found
}

// A searching is a search under way.
type searching struct {
	Search
	began time.Time

	mu     sync.Mutex // guards all below
	next   int        // how many seeds were taken
	result Searched
	err    error
}

// Run searches. The error means that a run could not be made.
func (s Search) Run(ctx context.Context) (Searched, error) {
	if s.Seeds <= 0 && s.For <= 0 {
		return Searched{}, errors.New("hunt: a search without an end")
	}
	run := &searching{Search: s, began: time.Now()}
	var workers sync.WaitGroup
	for range max(s.Parallel, 1) {
		workers.Go(func() { run.work(ctx) })
	}
	workers.Wait()
	run.result.Took = time.Since(run.began)
	return run.result, run.err
}

// work runs seeds until take has no more.
func (s *searching) work(ctx context.Context) {
	for {
		c, ok := s.take()
		if !ok {
			return
		}
		o, err := s.Runs(ctx, c)
		if !s.took(c, o, err) {
			return
		}
	}
}

// take returns the next seed, unless a lower one was found already.
func (s *searching) take() (c Case, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	over := s.Seeds > 0 && s.next >= s.Seeds || s.For > 0 && time.Since(s.began) >= s.For
	if over || s.err != nil || s.result.Found != nil {
		return c, false
	}
	c = s.Like
	c.Seed = s.First + uint64(s.next)
	s.next++
	return c, true
}

// took notes the result of a run. It reports whether the search goes on.
func (s *searching) took(c Case, o Outcome, err error) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.err = err
		return false
	}
	r := &s.result
	r.Seeds++
	r.Segments += o.Segments
	r.Virtual += o.Virtual
	if len(o.Broken) > 0 && (r.Found == nil || c.Seed < r.Found.Seed) {
		r.Found, r.Outcome = &c, o
	}
	if s.Each != nil {
		s.Each(c.Seed, o)
	}
	return true
}
