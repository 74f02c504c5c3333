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

// A loss counts time in which a program could have run and had no processor. The
// zero value has lost nothing.
type loss struct {
	mu      sync.Mutex // guards all below
	at      time.Time  // of the last look; zero before the first
	threads map[int]thread
	total   time.Duration
}

// look takes another look, and returns the total. Between two looks no more can
// be lost than the time between them. It may be asked by hundreds who wait: they
// share a look.
func (l *loss) look(group int) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Since(l.at) < lookAgain {
		return l.total
	}
	threads, now := threadsOf(group), time.Now()
	if !l.at.IsZero() {
		l.total += starved(l.threads, threads, now.Sub(l.at))
	}
	l.at, l.threads = now, threads
	return l.total
}

// starved returns how long a process went without a processor while it had
// something to do. Time that its threads ran is taken off: a process that keeps a
// processor busy by itself is not kept waiting by others.
func starved(before, after map[int]thread, passed time.Duration) time.Duration {
	var ran, waited time.Duration
	for id, now := range after {
		was, known := before[id]
		ran += now.ran - was.ran
		waited += now.waited - was.waited
		if known && now.waiting && now.ran == was.ran && now.waited == was.waited {
			waited += passed // the system counts a wait when it is over
		}
	}
	return max(0, min(waited, passed-ran))
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

// rest ends the beating: nothing is late any more.
func (p *pulse) rest() {
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

const (
	lookAgain = 50 * time.Millisecond // a look is as good as new for so long
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

// AwaitRest waits until the program does nothing: between two looks none of its
// threads has run, and none wants to. It gives up when ctx ends, and at once where
// that can't be seen.
func (p *Program) AwaitRest(ctx context.Context) {
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	for before := threadsOf(p.cmd.Process.Pid); len(before) > 0; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := threadsOf(p.cmd.Process.Pid)
		if atRest(before, now) {
			return
		}
		before = now
	}
}

// atRest reports whether a process did as good as nothing between two looks.
func atRest(before, after map[int]thread) bool {
	var ran time.Duration
	for id, now := range after {
		if ran += now.ran - before[id].ran; now.waiting {
			return false
		}
	}
	return ran < lookAgain/50
}

// KitLate is the longest time for which the kit did not get on while the program
// ran, or hardly.
func (p *Program) KitLate() time.Duration {
	_, worst := p.pulse.lost(time.Now())
	return worst
}
