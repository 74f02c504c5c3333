package dialect

import (
	"regexp"
	"sync/atomic"
)

// A pattern takes time for each byte of a line and each of its steps, some 30 ns on a usual
// machine. So a server that never stops sending could keep the kit busy for minutes. Each run
// has an allowance of bytes that the longest of its patterns may be tried on. Against the
// reference server no scenario needs more than a twentieth of it: a right server that talks
// much must not be cut off.
const (
	allowance = 4 << 20 // bytes from the start
	tries     = 16      // how often what a client says may be looked at, by each who hears it
	answer    = 1 << 10 // bytes that the server may say to each listener beside what the client said
)

// An effort is what the patterns of one run may still cost, in bytes times steps.
type effort struct {
	left  atomic.Int64
	over  atomic.Bool            // the patterns match nothing any more
	steps map[*regexp.Regexp]int // of each pattern of the file
	about int                    // the steps of About, with a short name
	most  int                    // the most steps of a pattern
}

// aboutBytes is how many bytes the compilation of About counts as.
const aboutBytes = 64

// Bounded returns a copy of the dialect for one run, whose patterns have an allowance. When it
// is used up, they match nothing. Many goroutines may use the copy.
func (d *Dialect) Bounded() *Dialect {
	e := &effort{steps: make(map[*regexp.Regexp]int)}
	if d.About != "" {
		e.about = steps(fill(d.About, "{name}", "x"))
		e.most = e.about
	}
	for _, p := range []*regexp.Regexp{d.Chat, d.List, d.Joined, d.Notice, d.Refused} {
		if p != nil {
			e.steps[p] = steps(p.String())
			e.most = max(e.most, e.steps[p])
		}
	}
	e.left.Store(int64(allowance) * int64(e.most))
	bounded := *d
	bounded.effort = e
	return &bounded
}

// Allow raises the allowance of a dialect that Bounded returned: a client says n bytes, and so
// many listeners may hear them, or a notice about the client.
func (d *Dialect) Allow(n, listeners int) {
	d.effort.left.Add(int64(n+answer) * int64(listeners) * tries * int64(d.effort.most))
}

// Exhausted reports whether the patterns match nothing any more, since the allowance is used up
// or GiveUp was called. It is false for a dialect that Bounded did not return.
func (d *Dialect) Exhausted() bool { return d.effort != nil && d.effort.over.Load() }

// GiveUp lets the patterns of a dialect that Bounded returned match nothing from now on. So
// a loop that tries them on many lines ends soon.
func (d *Dialect) GiveUp() { d.effort.over.Store(true) }

// spend counts what a pattern costs on a line, and reports whether it may be tried. The
// protocol's own patterns look at one byte, and have no steps here.
func (e *effort) spend(steps, bytes int) bool {
	if cost := int64(steps) * int64(bytes+1); cost > 0 && e.left.Add(-cost) < 0 {
		e.over.Store(true)
	}
	return !e.over.Load()
}

// find returns what a pattern and its groups match in a line, or nil.
func (d *Dialect) find(pattern *regexp.Regexp, line []byte) [][]byte {
	if !d.mayTry(pattern, line) {
		return nil
	}
	return pattern.FindSubmatch(line)
}

// matches reports whether a pattern matches a line. Nil matches nothing.
func (d *Dialect) matches(pattern *regexp.Regexp, line []byte) bool {
	return d.mayTry(pattern, line) && pattern.Match(line)
}

func (d *Dialect) mayTry(pattern *regexp.Regexp, line []byte) bool {
	return pattern != nil && (d.effort == nil || d.effort.spend(d.effort.steps[pattern], len(line)))
}

// mayTryAbout is mayTry for the pattern about a name, which is compiled each time.
func (d *Dialect) mayTryAbout(name string, line []byte) bool {
	return d.effort == nil || d.effort.spend(d.effort.about+len(name), aboutBytes+len(line))
}
