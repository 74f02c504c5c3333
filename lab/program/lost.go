package program

import (
	"context"
	"sync"
	"time"
)

// A thread holds what the system has counted for one thread since it started.
type thread struct {
	ran     time.Duration // it had a processor
	waited  time.Duration // it was ready to run, but had no processor
	waiting bool          // it is ready now, with a processor or without
}

// A loss counts the time in which a program was ready to run but had no processor.
type loss struct {
	mu      sync.Mutex // guards all below
	at      time.Time  // of the last look; before the first look, of the start
	threads map[int]thread
	total   time.Duration
	ran     time.Duration // processor time, of all threads together
}

// look takes a new look, and returns the total. Between two looks no more can be lost than
// the time between them. Hundreds of callers may ask at once, so they share a look.
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

// runTime returns how long the threads of a process had a processor between two looks, added
// up.
func runTime(before, after map[int]thread) (ran time.Duration) {
	for id, now := range after {
		ran += now.ran - before[id].ran
	}
	return ran
}

// runDelay returns how long a process waited for a processor. The time that its threads ran
// is subtracted: a process that fills a processor by itself does not wait for others.
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

// waitingFor returns how long a thread that is still waiting has waited. The system counts a
// wait only when it is over. A thread that was ready at the last look has waited since then. A
// thread that slept at that look may have been woken only now. For it we count at most
// LookEvery, the usual time between two looks.
func waitingFor(was thread, passed time.Duration) time.Duration {
	if was.waiting {
		return passed
	}
	return min(passed, LookEvery)
}

// A pulse is a watchdog for the kit's own process. While a program runs, the kit calls beat
// at fixed times. Late beats show that the kit was slow, or was stopped, such as by SIGSTOP.
type pulse struct {
	mu    sync.Mutex // guards all below
	last  time.Time
	late  time.Duration // the sum over all beats
	worst time.Duration // the latest beat
}

// beat is called every beatEvery, or later if the kit was held up.
func (p *pulse) beat(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.late, p.worst = p.until(now)
	p.last = now
}

// stop ends the beats: from now on nothing is late.
func (p *pulse) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = time.Time{}
}

// until returns the lateness of all beats, its sum and its maximum. A beat that is overdue at
// now counts too.
func (p *pulse) until(now time.Time) (late, worst time.Duration) {
	by := now.Sub(p.last) - beatEvery
	if p.last.IsZero() || by < onTime {
		return p.late, p.worst
	}
	return p.late + by, max(p.worst, by)
}

// lost is until with the lock held.
func (p *pulse) lost(now time.Time) (late, worst time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.until(now)
}

// LookEvery is the longest time between two calls of Lost while its answer matters.
const LookEvery = 200 * time.Millisecond

const (
	freshFor  = 50 * time.Millisecond // a look is used for this long before a new one is taken
	beatEvery = memoryEvery
	onTime    = 10 * time.Millisecond // a beat that is late by less is on time
)

// Lost is how long, in all, the program was ready to run but had no processor, or the kit
// itself was held up. Such time is not the program's fault. Only Linux shows the program's
// time; elsewhere Lost counts the kit's time alone.
func (p *Program) Lost() time.Duration {
	late, _ := p.pulse.lost(time.Now())
	return late + p.loss.look(p.cmd.Process.Pid)
}

// Ran is how much processor time the program has used since it started, at the last look of
// Lost. It is 0 where the system does not show it.
func (p *Program) Ran() time.Duration {
	p.loss.mu.Lock()
	defer p.loss.mu.Unlock()
	return p.loss.ran
}

// AwaitIdle waits until the program is idle: between two looks none of its threads has run,
// and none is ready to. It gives up when ctx ends, and at once where the system does not show
// threads.
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

// idle reports whether a process did almost nothing between two looks.
func idle(before, after map[int]thread) bool {
	for _, now := range after {
		if now.waiting {
			return false
		}
	}
	return runTime(before, after) < freshFor/50
}

// KitLate is the longest time for which the kit was held up while the program ran.
func (p *Program) KitLate() time.Duration {
	_, worst := p.pulse.lost(time.Now())
	return worst
}
