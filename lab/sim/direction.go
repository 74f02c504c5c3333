package sim

import (
	"math/rand/v2"
	"time"

	"chatlab/lab/fault"
	"chatlab/lab/trace"
)

// A segment is what one end sends to the other. All segments of a direction arrive in
// order.
type segment struct {
	due    time.Duration
	syn    bool
	data   []byte
	end    fault.End // Open, Fin or Reset
	credit int       // bytes that the sender's program has read: the window opens by as many
}

// A direction is one direction of a connection.
type direction struct {
	to      *Conn
	dir     trace.Dir
	profile *Profile
	random  *rand.Rand
	free    time.Duration   // when the path has carried everything so far
	newest  time.Duration   // when the last segment arrives
	queue   []segment       // on the way, in order
	cut     bool            // nothing arrives until it is healed
	faults  fault.Direction // what segments pass before they reach the end
	passing time.Duration   // when the next piece leaves the faults, if that is scheduled
}

// send puts a segment on its way.
func (d *direction) send(s segment) {
	n := d.to.net
	n.segments.Add(1)
	s.due = d.arrivalOf(n.Elapsed(), s)
	d.queue = append(d.queue, s)
	if len(d.queue) == 1 && !d.cut {
		n.schedule(event{at: n.instant(s.due, d.to.id), what: arrival, conn: d.to})
	}
}

// arrivalOf returns when a segment arrives that is sent now. A lost segment is sent
// again after the timeout, then after twice that, and so on. Those behind it wait,
// since TCP delivers bytes in order (head-of-line blocking). Nothing waits for a lost
// window update: the next one replaces it.
func (d *direction) arrivalOf(now time.Duration, s segment) time.Duration {
	p := d.profile
	due := now
	if p.Bandwidth > 0 {
		d.free = max(d.free, now) + time.Duration(len(s.data)+headers)*time.Second/time.Duration(p.Bandwidth)
		due = d.free
	}
	due += p.Latency
	if p.Jitter > 0 {
		due += time.Duration(d.random.Int64N(int64(p.Jitter)))
	}
	for again := p.RTO; p.Loss > 0 && s.credit == 0 && d.random.Float64() < p.Loss; again = min(2*again, maxRTO) {
		due += again
	}
	d.newest = max(d.newest, due)
	return d.newest
}

const (
	headers = 40               // bytes of IPv4 and TCP in each segment
	maxRTO  = 60 * time.Second // RFC 6298, section 2.5
)

// arrive takes in the segments that have come, up to the faults.
func (c *Conn) arrive(now time.Duration) (do func()) {
	d := &c.in
	if d.cut || len(d.queue) == 0 {
		return nil
	}
	var calls []func()
	for len(d.queue) > 0 && d.queue[0].due <= now {
		s := d.queue[0]
		d.queue[0] = segment{}
		d.queue = d.queue[1:]
		if d.faults.Idle() || s.syn || s.credit > 0 && len(s.data) == 0 && s.end == fault.Open {
			calls = append(calls, c.take(s))
			continue
		}
		d.faults.Push(now, s.data, s.end)
	}
	if len(d.queue) > 0 {
		c.net.schedule(event{at: c.net.instant(d.queue[0].due, c.id), what: arrival, conn: c})
	} else {
		d.queue = nil
	}
	d.await(now)
	return together(calls)
}

// await schedules the moment at which the next piece leaves the faults.
func (d *direction) await(now time.Duration) {
	next := d.faults.Next()
	if next == fault.Never || d.passing > now && d.passing <= next {
		return
	}
	d.passing = d.to.net.instant(next, d.to.id)
	d.to.net.schedule(event{at: d.passing, what: passage, conn: d.to})
}

// pass takes in what leaves the faults.
func (c *Conn) pass(now time.Duration) (do func()) {
	var calls []func()
	for {
		piece, ok := c.in.faults.Pop(now)
		if !ok {
			break
		}
		calls = append(calls, c.take(segment{data: piece.Data, end: piece.End}))
	}
	c.in.await(now)
	return together(calls)
}

// together returns one function that calls all of calls, or nil if there is none.
func together(calls []func()) func() {
	some := calls[:0]
	for _, do := range calls {
		if do != nil {
			some = append(some, do)
		}
	}
	switch len(some) {
	case 0:
		return nil
	case 1:
		return some[0]
	}
	return func() {
		for _, do := range some {
			do()
		}
	}
}
