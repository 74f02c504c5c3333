package sim

import (
	"net"
	"syscall"
	"time"

	"chatlab/lab/trace"
)

// giveUpTime is how long TCP sends the same again before it gives a silent peer
// up: Linux's 15 retransmissions take about as long (RFC 1122, section
// 4.2.3.5, asks for at least 100 s).
const giveUpTime = 924 * time.Second

// An alive is how one end finds out that the other has vanished. A path that is
// cut and healed in time goes unnoticed.
//
// While something that was sent has not been acknowledged, no probes are sent:
// the data asks the same question, and asks it for giveUpTime.
type alive struct {
	probes    net.KeepAliveConfig
	heardAt   time.Duration
	missed    int           // probes without an answer
	silent    bool          // something that we sent went unanswered
	silentAt  time.Duration // since when
	scheduled bool
}

func (a *alive) configure(c *Conn, config net.KeepAliveConfig) {
	a.probes = config
	if config.Enable && config.Idle > 0 && config.Interval > 0 && config.Count > 0 {
		a.heardAt = c.net.Elapsed()
		a.schedule(c, a.heardAt+config.Idle)
	}
}

func (a *alive) schedule(c *Conn, at time.Duration) {
	if !a.scheduled {
		a.scheduled = true
		c.net.schedule(event{at: c.net.instant(at, c.id), what: probe, conn: c})
	}
}

// heard notes a sign of life.
func (a *alive) heard(c *Conn) {
	a.heardAt, a.missed, a.silent = c.net.Elapsed(), 0, false
}

// unanswered notes that something we sent has come to nobody.
func (a *alive) unanswered(c *Conn) {
	if !a.silent {
		a.silent, a.silentAt = true, c.net.Elapsed()
		a.scheduled = false // sooner or later than the next probe
		a.schedule(c, a.silentAt+giveUpTime)
	}
}

// probe asks, where it is time to, whether the other end is there.
func (c *Conn) probe(now time.Duration) (do func()) {
	a := &c.alive
	a.scheduled = false
	if c.failed != nil || c.closed || c.gone {
		return nil
	}
	reaches := !c.peer.gone && !c.peer.in.cut && !c.in.cut
	if c.peer.in.cut && len(c.peer.in.queue) > 0 {
		a.unanswered(c)
	}
	if a.silent && reaches {
		a.heard(c) // what went unanswered has been sent again, and acknowledged
	}
	switch {
	case a.silent && now >= a.silentAt+giveUpTime:
		return c.vanished()
	case a.silent:
		a.schedule(c, a.silentAt+giveUpTime)
	case !a.probes.Enable:
	case now < a.heardAt+a.probes.Idle:
		a.schedule(c, a.heardAt+a.probes.Idle)
	case reaches:
		a.heard(c)
		a.schedule(c, now+a.probes.Idle)
	case a.missed < a.probes.Count:
		a.missed++
		a.schedule(c, now+a.probes.Interval)
	default:
		return c.vanished()
	}
	return nil
}

// vanished ends a connection whose other end does not answer.
func (c *Conn) vanished() (do func()) {
	c.fail(syscall.ETIMEDOUT)
	c.recordArrival(trace.Event{Kind: trace.Reset, Note: "nobody answers any more: the connection is given up"})
	return c.tell()
}
