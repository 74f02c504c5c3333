package grader

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"sync"

	"chatlab/lab/class"
	"chatlab/lab/handin"
	"chatlab/lab/lesson"
	"chatlab/lab/scratch"
)

// A Task is a class, or a part of it, to be graded into a folder.
type Task struct {
	HandIns []handin.HandIn
	Out     string                    // the folder of the results
	Book    *class.Book[class.Result] // that of Out
	Again   []string                  // the keys of students that are graded even if there is a result

	// Tell gets what is done, one call at a time. It may be nil.
	Tell func(Progress)
}

// Progress is how far a Task is.
type Progress struct {
	Done, Of int      // pairs of a hand-in and a lesson
	Kept     int      // of Done, those that had a result already
	Under    []string // the students under way
}

// An unit is one hand-in and one lesson.
type unit struct {
	handIn handin.HandIn
	lesson lesson.Lesson
}

// Grade grades what has no result yet. If ctx ends, it returns soon with ctx's error; what was
// under way has then no result. An error is one of this machine.
func (g *Grader) Grade(ctx context.Context, t Task) error {
	r := &running{grader: g, task: t}
	if err := r.clear(); err != nil {
		return err
	}
	var units []unit
	for _, h := range t.HandIns {
		for _, l := range g.opts.Lessons {
			units = append(units, unit{h, l})
		}
	}
	r.progress.Of = len(units)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan unit)
	var workers sync.WaitGroup
	for range g.opts.Jobs {
		workers.Go(func() {
			for u := range next {
				if err := r.unit(ctx, u); err != nil {
					cancel(err)
				}
			}
		})
	}
	for _, u := range units {
		select {
		case next <- u:
		case <-ctx.Done():
		}
	}
	close(next)
	workers.Wait()
	return errors.Join(context.Cause(ctx), r.clear())
}

// A running is a Task that is being done.
type running struct {
	grader *Grader
	task   Task

	mu       sync.Mutex // guards all below; held during Tell
	progress Progress
}

// underWay is the folder, in that of the results, for what is not done yet. A kill leaves it.
const underWay = ".under-way"

func (r *running) clear() error { return scratch.Remove(filepath.Join(r.task.Out, underWay)) }

// unit grades one, unless it has a result.
func (r *running) unit(ctx context.Context, u unit) error {
	if ctx.Err() != nil {
		return nil
	}
	r.tell(func(p *Progress) { p.Under = append(p.Under, u.handIn.Title()) })
	result, kept, err := r.grader.one(ctx, u, r.task, r.again(u.handIn))
	done := func(p *Progress) {
		at := slices.Index(p.Under, u.handIn.Title())
		p.Under = slices.Delete(p.Under, at, at+1)
	}
	if err != nil || ctx.Err() != nil {
		r.tell(done)
		return err
	}
	if !kept {
		if err := r.task.Book.Add(result); err != nil {
			return err
		}
	}
	r.tell(func(p *Progress) {
		done(p)
		p.Done++
		if kept {
			p.Kept++
		}
	})
	return nil
}

func (r *running) tell(change func(*Progress)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(&r.progress)
	if r.task.Tell != nil {
		p := r.progress
		p.Under = slices.Clone(p.Under)
		r.task.Tell(p)
	}
}

// again reports whether a hand-in is to be graded even if it has a result.
func (r *running) again(h handin.HandIn) bool { return slices.Contains(r.task.Again, h.Safe) }
