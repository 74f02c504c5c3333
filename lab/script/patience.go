package script

import (
	"context"
	"sync/atomic"
	"time"

	"chatlab/lab/program"
)

// A patience is how long one step waits for something that does not come. Lost time does
// not count: time in which the server could have run but got no processor, or the kit
// itself was stopped.
type patience struct {
	s      *session
	limit  time.Duration // how long it lasts while no client gets a line
	firm   bool          // it lasts no longer while clients get lines
	began  time.Time
	lost   time.Duration // the time lost before the first look
	ran    time.Duration // the server's processor time at the first look
	looked time.Time     // when the first look was
	aged   bool          // the first look is done
	late   atomic.Bool   // it lasts only because time was lost
	timer  *time.Timer
}

const (
	// patienceAll is how many limits a patience lasts while lines come. A busy machine
	// needs time to carry a flood, and the server is not to blame for that.
	patienceAll = 5

	// patienceEver is how many limits it lasts at most, lost time included.
	patienceEver = 30

	// firstLook is when the world is first asked for its lost time. Asking is expensive,
	// and nearly all waits end before. Later the world is asked every program.LookEvery,
	// since an answer is only as exact as it is new.
	firstLook = 100 * time.Millisecond

	// prolongation is what a patience that is over may get in addition.
	prolongation = 100 * time.Millisecond
)

func (s *session) patience(limit time.Duration) *patience {
	return &patience{s: s, limit: limit, began: time.Now(), timer: time.NewTimer(min(firstLook, limit))}
}

// over is called each time the timer fires, or more often. It reports whether the patience is
// over. If not, it sets the timer for the next look.
func (p *patience) over() bool {
	if !p.aged {
		tooLate := max(0, time.Since(p.began)-2*firstLook) // how late the first look was: this time is lost too
		p.aged, p.lost = true, p.s.world.Lost()-tooLate
		p.looked, p.ran = time.Now(), p.s.world.Ran()
	}
	all, quiet := time.Since(p.began), p.s.sinceLine()
	if p.firm {
		quiet = all
	}
	lost := min(all, p.s.world.Lost()-p.lost)
	left := func(lost time.Duration) time.Duration {
		return min(p.limit-(min(all, quiet)-lost), patienceAll*p.limit-(all-lost), patienceEver*p.limit-all)
	}
	if left(lost) > 0 {
		next := min(left(lost), program.LookEvery)
		if inTime := left(0); inTime > 0 {
			next = min(next, inTime) // after that, an answer is late
		} else {
			p.late.Store(true)
		}
		p.timer.Reset(next)
		return false
	}
	if all >= patienceEver*p.limit && p.limit > evidenceTime {
		p.s.exhausted.Store(true)
	}
	p.noteEmptyWait()
	if p.limit >= longWait {
		p.s.waitedLong.Store(int64(p.s.recorder.Elapsed()))
	}
	return true
}

// met notes that the thing it waited for has come. If that was late, the machine may have
// been slow, or the server.
func (p *patience) met() {
	if p.late.Load() {
		p.s.overdue.Store(true)
	}
}

// inTime returns what ended a step. A step that passed only because lost time stretched
// its patience has proven nothing.
func (s *session) inTime(err error) error {
	if err != nil || !s.overdue.Load() {
		return err
	}
	return &unproven{program.Trouble{
		What:  "an answer came late, and the machine was too busy to tell whose fault that was: close other programs, or try --slow 3",
		Tried: s.scenario.ID(),
	}}
}

// prolonged gives a patience that is over a little more time if there is a reason, but not
// for ever.
func (p *patience) prolonged(reason bool) bool {
	if !reason || time.Since(p.began) > patienceEver*p.limit {
		return false
	}
	p.timer.Reset(prolongation)
	return true
}

// awaitTaken waits until the server has read what the client sent. It reports whether the
// server has.
func (c *client) awaitTaken() bool {
	ctx, cancel := c.s.patient(c.s.limit())
	defer cancel()
	return c.s.world.AwaitTaken(ctx, c.nc)
}

// within waits within a limit for something that await waits for. await gives up when its
// context ends. within reports whether the thing has come.
func (s *session) within(limit time.Duration, await func(context.Context) bool) (came bool) {
	p := s.patience(limit)
	ctx, cancel := p.context()
	defer cancel()
	if came = await(ctx); came {
		p.met()
	}
	return came
}

// mostLostAtEnd is how much lost time, at most, endsWithin does not count.
const mostLostAtEnd = 5 * time.Second

// endsWithin waits until something has ended, or has had that much time to: lost time does not count.
// await waits for the end, gives up when its context ends, and reports whether the end has come.
func endsWithin(wait time.Duration, lost func() time.Duration, await func(context.Context) bool) bool {
	began, before := time.Now(), lost()
	for left := wait; left > 0; left = wait - time.Since(began) + min(lost()-before, mostLostAtEnd) {
		ctx, cancel := context.WithTimeout(context.Background(), left)
		ended := await(ctx)
		cancel()
		if ended {
			return true
		}
	}
	return false
}

// impatient calls give when the usual patience is over. The function that it returns
// cancels that, and waits for a give that has already begun.
func (s *session) impatient(give func()) (stop func()) {
	ctx, cancel := s.patient(s.limit())
	gave := make(chan struct{})
	forget := context.AfterFunc(ctx, func() {
		defer close(gave)
		give()
	})
	return func() {
		if !forget() {
			<-gave
		}
		cancel()
	}
}

// patient returns a context that ends with a patience of that limit.
func (s *session) patient(limit time.Duration) (context.Context, context.CancelFunc) {
	return s.patience(limit).context()
}

// context returns a context that ends with the patience.
func (p *patience) context() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(p.s.ctx)
	go func() { // ends with ctx
		defer p.timer.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-p.timer.C:
				if p.over() {
					cancel(context.DeadlineExceeded)
					return
				}
			}
		}
	}()
	return ctx, func() { cancel(context.Canceled) }
}
