package bench

import (
	"context"
	"errors"
	"sync"
	"time"

	"chatlab/lab/hunt"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/scratch"
	"chatlab/lab/story"
)

// A phase is what a simulation does now.
type phase string

// The phases. A search that finds nothing ends after searching.
const (
	resting   phase = ""
	building  phase = "building"  // the program for the simulator
	searching phase = "searching" // one seed after the other
	examining phase = "examining" // what was found runs again
	shrinking phase = "shrinking" // operations are left out
	drawing   phase = "drawing"   // a seed that broke no rule runs again, for its picture
)

// A simulation is the simulator of a lesson, for all pages that show it. One goroutine does all
// that has to do with one search. It keeps the program that it has built until the next search,
// so that what was found is shrunk in the same code, whatever was saved meanwhile.
type simulation struct {
	bell
	bench  *Bench
	lesson lesson.Lesson

	mu      sync.Mutex // guards all below
	asked   searchForm // the last ones
	phase   phase
	stop    context.CancelFunc // ends the phase
	done    int                // seeds that were tried, or runs, in this phase
	left    int                // operations, while shrinking
	rang    time.Time          // when pages were last told of done and left
	trouble string             // why the last phase failed
	stopped bool               // by a student, or because the bench ends
	drawn   int                // how many runs were drawn, in all searches
	last    *searched          // nil: none yet
	life    context.Context    // of the goroutine
	discard context.CancelFunc // ends it
	jobs    chan job           // for it; there is room for one
}

// A job is what a button asks of a search that is over.
type job struct {
	ctx  context.Context
	work func(ctx context.Context, worker program.Command) error
}

// A searched is a search and what it has found. Findings in it have no trace any more: only the
// pictures made of it are kept.
type searched struct {
	asked   searchForm
	of      string // the server, as stories call it
	result  hunt.Searched
	stopped bool      // before it had tried all seeds
	found   *drawnRun // with all operations; nil: no rule was broken
	shrunk  *drawnRun // nil: not shrunk yet
	seen    *drawnRun // of a seed that broke no rule; nil: none was drawn
}

// A drawnRun is one run, and its picture.
type drawnRun struct {
	story.Found
	number  int     // of all runs that were drawn: a browser must not show an older one
	picture picture // empty: there is none
	without string  // why not
}

// Errors of buttons.
var (
	errUnderWay = errors.New("a run is under way: stop it first, or wait for its end")
	errNoSearch = errors.New("nothing has run yet: run a search first")
	errNothing  = errors.New("there is nothing to shrink: no rule was broken")
	errShrunk   = errors.New("this run is shrunk already: run another search to shrink again")
	errNotTried = errors.New("seed: only a seed that was tried and broke no rule can be drawn")
)

// simulation returns the simulation of a lesson, and makes it if it is new.
func (b *Bench) simulation(l lesson.Lesson) *simulation {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.simulations[l.ID()] == nil {
		b.simulations[l.ID()] = &simulation{bench: b, lesson: l}
	}
	return b.simulations[l.ID()]
}

// start begins a search, unless a run is under way.
func (s *simulation) start(asked searchForm) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.phase != resting {
		return errUnderWay
	}
	if s.discard != nil {
		s.discard()
	}
	s.life, s.discard = context.WithCancel(s.bench.ctx)
	s.asked, s.last, s.jobs = asked, nil, make(chan job, 1)
	ctx, life, jobs := s.begin(building), s.life, s.jobs
	s.bench.work.Go(func() { s.live(ctx, life, jobs, asked) })
	return nil
}

// shrink begins to shrink what was found.
func (s *simulation) shrink() error {
	return s.ask(shrinking, func(last *searched) (err error) {
		switch {
		case last.found == nil:
			err = errNothing
		case last.shrunk != nil:
			err = errShrunk
		}
		return err
	}, s.shrinkFound)
}

// drawSeed begins to draw a seed that has broken no rule.
func (s *simulation) drawSeed(seed uint64) error {
	return s.ask(drawing, func(last *searched) error {
		if !last.passed(seed) {
			return errNotTried
		}
		return nil
	}, func(ctx context.Context, worker program.Command) error { return s.drawPassed(ctx, worker, seed) })
}

// passed reports whether the search has tried a seed, and it broke no rule.
func (l *searched) passed(seed uint64) bool {
	first := l.asked.search.First
	return seed-first < uint64(l.result.Seeds) && (l.result.Found == nil || seed < l.result.Found.Seed)
}

// ask gives the goroutine of the last search a job.
func (s *simulation) ask(first phase, possible func(*searched) error, work func(context.Context, program.Command) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.phase != resting:
		return errUnderWay
	case s.last == nil:
		return errNoSearch
	}
	if err := possible(s.last); err != nil {
		return err
	}
	s.jobs <- job{s.begin(first), work}
	return nil
}

// begin begins a phase, which halt can end. The caller holds the lock, and calls finish later.
func (s *simulation) begin(first phase) context.Context {
	ctx, stop := context.WithCancel(s.life)
	s.phase, s.stop, s.done, s.left, s.trouble, s.stopped = first, stop, 0, 0, "", false
	s.ring(simulateParts...)
	return ctx
}

// halt ends what is under way, if anything is.
func (s *simulation) halt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stop != nil {
		s.stop()
	}
}

// finish notes that a phase is over.
func (s *simulation) finish(ctx context.Context, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phase, s.stopped = resting, ctx.Err() != nil
	if err != nil && !s.stopped {
		s.trouble = explained(err)
	}
	s.stop()
	s.stop = nil
	s.ring(simulateParts...)
}

// explained says why a phase failed.
func explained(err error) string {
	var trouble *program.Trouble
	if errors.As(err, &trouble) {
		return troubleWords(trouble)
	}
	return err.Error()
}

// live makes a search, and then does the jobs that come, until life ends.
func (s *simulation) live(ctx, life context.Context, jobs <-chan job, asked searchForm) {
	dir, remove, err := scratch.Folder("simulate")
	if err != nil {
		s.finish(ctx, err)
		return
	}
	defer remove()
	worker, err := s.search(ctx, dir, asked)
	s.finish(ctx, err)
	for {
		select {
		case <-life.Done():
			return
		case j := <-jobs:
			s.finish(j.ctx, j.work(j.ctx, worker))
		}
	}
}

// enter says that the next phase begins.
func (s *simulation) enter(next phase) {
	s.mu.Lock()
	s.phase, s.done = next, 0
	s.mu.Unlock()
	s.ring(simulateParts...)
}

// keep changes what is known about the last search.
func (s *simulation) keep(change func(*searched)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last == nil {
		s.last = &searched{}
	}
	next := *s.last // pages may still show the old one
	change(&next)
	s.last = &next
	s.ring("result", "controls", "state")
}

// countEvery is the shortest time after which pages are told of a count again.
const countEvery = 100 * time.Millisecond

// count changes the counts of a phase, and tells pages now and then.
func (s *simulation) count(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if change(); time.Since(s.rang) > countEvery {
		s.rang = time.Now()
		s.ring("progress")
	}
}
