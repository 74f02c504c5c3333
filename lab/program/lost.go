package program

import (
	"context"
	"sync"
	"time"
)

// A thread is what the system has counted of one thread since it began.
type thread struct {
	ran     time.Duration // it had a processor
	waited  time.Duration // it could have run, and had none
	waiting bool          // it can run now, be it with a processor or without
}

// A loss counts time in which a program could have run and had no processor.
type loss struct {
	mu      sync.Mutex // guards all below
	at      time.Time  // of the last look; before the first, of the start
	threads map[int]thread
	total   time.Duration
	ran     time.Duration // processor time, of all threads together
}

// look takes another look, and returns the total. Between two looks no more can
// be lost than the time between them. It may be asked by hundreds who wait: they
// share a look.
func (l *loss) look(group int) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Since(l.at) < freshFor {
		return l.total
	}
	threads, now := threadsOf(group), time.Now()
	l.total += runDelay(l.threads, threads, now.Sub(l.at))
	l.ran += runTime(l.threads, threads)
	l.at, l.threads = now, threads
	return l.total
}

// runTime returns how long the threads of a process had a processor between two
// looks, all together.
func runTime(before, after map[int]thread) (ran time.Duration) {
	for id, now := range after {
		ran += now.ran - before[id].ran
	}
	return ran
}

// runDelay returns how long a process went without a processor while it had
// something to do. Time that its threads ran is taken off: a process that keeps a
// processor busy by itself is not kept waiting by others.
func runDelay(before, after map[int]thread, passed time.Duration) time.Duration {
	ran, waited := runTime(before, after), time.Duration(0)
	for id, now := range after {
		was, known := before[id]
		waited += now.waited - was.waited
		if known && now.waiting && now.ran == was.ran && now.waited == was.waited {
			waited += waitingFor(was, passed)
		}
	}
	return max(0, min(waited, passed-ran))
}

// waitingFor is how long a thread has waited that waits still: the system counts a
// wait when it is over. A thread that could run at the last look has waited since.
// One that slept then may have been woken only now: of that time no more counts than
// passes between two looks while somebody wants to know.
func waitingFor(was thread, passed time.Duration) time.Duration {
	if was.waiting {
		return passed
	}
	return min(passed, LookEvery)
}

// A pulse notices when the kit's own process does not get on, or was stopped, as by
// SIGSTOP: its beats come late. It beats while a program runs.
type pulse struct {
	mu    sync.Mutex // guards all below
	last  time.Time
	late  time.Duration // of all beats
	worst time.Duration // of one
}

// beat is called every beatEvery, or later.
func (p *pulse) beat(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.late, p.worst = p.until(now)
	p.last = now
}

// stop ends the beating: nothing is late any more.
func (p *pulse) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = time.Time{}
}

// until returns by how much beats were late, in all and at worst, with the beat that
// has not come by now.
func (p *pulse) until(now time.Time) (late, worst time.Duration) {
	by := now.Sub(p.last) - beatEvery
	if p.last.IsZero() || by < onTime {
		return p.late, p.worst
	}
	return p.late + by, max(p.worst, by)
}

// lost returns what until does.
func (p *pulse) lost(now time.Time) (late, worst time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.until(now)
}

// LookEvery is how often Lost has to be asked, at the least, while its answer matters.
const LookEvery = 200 * time.Millisecond

const (
	freshFor  = 50 * time.Millisecond // a look is as good as new for so long
	beatEvery = memoryEvery
	onTime    = 10 * time.Millisecond // a beat may be late by this
)

// Lost is how long, in all, the program could have run and had no processor, or
// the kit did not get on. Such time is not the program's fault. Where the system
// does not tell of the program (only Linux does) it is the kit's time alone.
func (p *Program) Lost() time.Duration {
	late, _ := p.pulse.lost(time.Now())
	return late + p.loss.look(p.cmd.Process.Pid)
}

// Ran is how much processor time the program has used since it began, as Lost has
// last seen it; 0 where that can't be seen.
func (p *Program) Ran() time.Duration {
	p.loss.mu.Lock()
	defer p.loss.mu.Unlock()
	return p.loss.ran
}

// AwaitIdle waits until the program does nothing: between two looks none of its
// threads has run, and none wants to. It gives up when ctx ends, and at once where
// that can't be seen.
func (p *Program) AwaitIdle(ctx context.Context) {
	tick := time.NewTicker(freshFor)
	defer tick.Stop()
	for before := threadsOf(p.cmd.Process.Pid); len(before) > 0; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := threadsOf(p.cmd.Process.Pid)
		if idle(before, now) {
			return
		}
		before = now
	}
}

// idle reports whether a process did as good as nothing between two looks.
func idle(before, after map[int]thread) bool {
	for _, now := range after {
		if now.waiting {
			return false
		}
	}
	return runTime(before, after) < freshFor/50
}

// KitLate is the longest time for which the kit did not get on while the program
// ran, or hardly.
func (p *Program) KitLate() time.Duration {
	_, worst := p.pulse.lost(time.Now())
	return worst
}
