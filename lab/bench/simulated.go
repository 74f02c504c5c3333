package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"chatlab/lab/hunt"
	"chatlab/lab/program"
	"chatlab/lab/scratch"
	"chatlab/lab/story"
	"chatlab/lab/trace"
)

// search builds the program, tries the seeds, and examines what it finds. It returns the program.
func (s *simulation) search(ctx context.Context, dir string, asked searchForm) (worker program.Command, err error) {
	target, err := s.bench.target(s.lesson, asked.Server == ofCopy)
	if err != nil {
		return worker, err
	}
	if worker, err = s.bench.Kit.Builder(dir).Worker(ctx, target); err != nil {
		return worker, err
	}
	s.enter(searching)
	pool := hunt.NewPool(ctx, worker)
	defer pool.Close()
	search := asked.search
	search.Runs = pool.Run
	search.Each = func(uint64, hunt.Outcome) { s.count(func() { s.done++ }) }
	result, err := search.Run(ctx)
	stopped := err != nil && ctx.Err() != nil
	if err != nil && !stopped {
		return worker, err
	}
	first, err := s.unexamined(asked, result)
	s.keep(func(l *searched) {
		*l = searched{asked: asked, of: target.Caption, result: result, stopped: stopped, found: first}
	})
	if first == nil || err != nil {
		return worker, err
	}
	s.enter(examining)
	found, err := s.examine(ctx, pool, asked, result, nil)
	if err != nil {
		s.keep(func(l *searched) { l.found.without = "The run was stopped before its picture was drawn." })
		return worker, err
	}
	s.keep(func(l *searched) { l.found = found })
	return worker, err
}

// spelled says what was asked for, to spell commands that do the same.
func (s *simulation) spelled(asked searchForm) story.Asked {
	like := asked.search.Like
	a := story.Asked{First: asked.First(), Clients: like.Clients, Profile: like.Profile}
	if asked.Server == ofCopy {
		a.Of = s.lesson.Copy()
	}
	if l := s.lesson; asked.Server == ofCopy && !l.IsOwn() {
		a.Lesson = &l
	}
	return a
}

// unexamined is what is known about the result of a search before anything runs again; nil if no
// rule was broken.
func (s *simulation) unexamined(asked searchForm, result hunt.Searched) (*drawnRun, error) {
	if result.Found == nil {
		return nil, nil
	}
	full, err := result.Found.Full()
	f := hunt.Finding{Case: full, Drawn: len(full.Ops), Violation: result.Outcome.Broken[0], Words: result.Outcome.Words}
	return &drawnRun{Found: story.Found{Finding: f, Asked: s.spelled(asked)}, without: "The picture comes when it has run again."}, err
}

// shrinkFound leaves operations out of what was found.
func (s *simulation) shrinkFound(ctx context.Context, worker program.Command) error {
	pool := hunt.NewPool(ctx, worker)
	defer pool.Close()
	s.mu.Lock()
	asked, result := s.last.asked, s.last.result
	s.left = s.last.found.Drawn
	s.mu.Unlock()
	shrunk, err := s.examine(ctx, pool, asked, result, &hunt.Shrink{
		Runs: pool.Fresh, Parallel: runtime.GOMAXPROCS(0),
		Each: func(runs, left int) { s.count(func() { s.done, s.left = runs, left }) },
	})
	if err == nil {
		s.keep(func(l *searched) { l.shrunk = shrunk })
	}
	return err
}

// examine runs again what a search has found, and draws it.
func (s *simulation) examine(ctx context.Context, pool *hunt.Pool, asked searchForm, result hunt.Searched, shrink *hunt.Shrink) (*drawnRun, error) {
	again := func(run int) {
		if run == 0 {
			s.enter(examining)
		}
		s.count(func() { s.done = run })
	}
	f, err := hunt.Examine(ctx, bounded(pool.Fresh), *result.Found, result.Outcome, shrink, again)
	var large tooLarge
	if err != nil && !errors.As(err, &large) {
		return nil, err
	}
	r := s.newRun(story.Found{Finding: f, Asked: s.spelled(asked)})
	switch {
	case err != nil:
		r.without = large.Error() + " Shrink it first."
	case f.Log.Len() == 0:
		r.without = "There is no picture: when it ran again, it did not break the rule."
	default:
		r.picture, err = drawFound(story.Found{Finding: f, Asked: r.Asked})
		r.without = whyNot(err)
	}
	return r, nil
}

// drawPassed runs a seed that has broken no rule once more, and draws it.
func (s *simulation) drawPassed(ctx context.Context, worker program.Command, seed uint64) error {
	s.mu.Lock()
	c := s.last.asked.search.Like
	s.mu.Unlock()
	c.Seed = seed
	full, err := c.Full()
	if err != nil {
		return err
	}
	dir, remove, err := scratch.Folder("trace")
	if err != nil {
		return err
	}
	defer remove()
	c.Trace = filepath.Join(dir, "run.trace")
	o, err := bounded(hunt.NewPool(ctx, worker).Fresh)(ctx, c)
	if err != nil {
		return err
	}
	if len(o.Broken) > 0 {
		return fmt.Errorf("this time seed %d has broken the rule %s: what this server does depends on which of its goroutines runs first", seed, o.Broken[0].Rule.Name)
	}
	f := hunt.Finding{Case: full, Drawn: len(full.Ops)}
	if f.Log, err = readTrace(c.Trace); err != nil {
		return err
	}
	r := s.newRun(story.Found{Finding: f})
	r.picture, err = drawWhole(f)
	r.without = whyNot(err)
	s.keep(func(l *searched) { l.seen = r })
	return nil
}

func readTrace(name string) (trace.Log, error) {
	file, err := os.Open(name)
	if err != nil {
		return trace.Log{}, err
	}
	defer file.Close()
	return trace.Parse(file)
}

// newRun returns a run with what is worth keeping of a finding.
func (s *simulation) newRun(f story.Found) *drawnRun {
	r := &drawnRun{Found: f}
	r.Log = trace.Log{}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drawn++
	r.number = s.drawn
	return r
}
