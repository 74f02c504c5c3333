package sim

import (
	"net"
	"syscall"
	"time"

	"chatlab/lab/trace"
)

// giveUpTime is how long TCP retransmits to a silent peer before it gives up. Linux's
// 15 retransmissions take about as long (RFC 1122, section 4.2.3.5, asks for at least
// 100 s).
const giveUpTime = 924 * time.Second

// A keepalive notices that the other end has vanished. A path that is cut and healed in
// time goes unnoticed.
//
// While sent data is not acknowledged, no probes are sent. The retransmissions ask the
// same question, for giveUpTime.
type keepalive struct {
	probes    net.KeepAliveConfig
	heardAt   time.Duration
	missed    int           // probes without an answer
	silent    bool          // something sent was not acknowledged
	silentAt  time.Duration // since when
	scheduled bool
}

func (k *keepalive) configure(c *Conn, config net.KeepAliveConfig) {
	k.probes = config
	if config.Enable && config.Idle > 0 && config.Interval > 0 && config.Count > 0 {
		k.heardAt = c.net.Elapsed()
		k.schedule(c, k.heardAt+config.Idle)
	}
}

func (k *keepalive) schedule(c *Conn, at time.Duration) {
	if !k.scheduled {
		k.scheduled = true
		c.net.schedule(event{at: c.net.instant(at, c.id), what: probe, conn: c})
	}
}

// heard notes that something arrived from the peer.
func (k *keepalive) heard(c *Conn) {
	k.heardAt, k.missed, k.silent = c.net.Elapsed(), 0, false
}

// unanswered notes that something this end sent has reached nobody.
func (k *keepalive) unanswered(c *Conn) {
	if !k.silent {
		k.silent, k.silentAt = true, c.net.Elapsed()
		k.scheduled = false // that may be earlier or later than the next probe
		k.schedule(c, k.silentAt+giveUpTime)
	}
}

// probe asks whether the other end is there, when it is time to.
func (c *Conn) probe(now time.Duration) (do func()) {
	k := &c.keepalive
	k.scheduled = false
	if c.failed != nil || c.closed || c.gone {
		return nil
	}
	reaches := !c.peer.gone && !c.peer.in.cut && !c.in.cut
	if c.peer.in.cut && len(c.peer.in.queue) > 0 {
		k.unanswered(c)
	}
	if k.silent && reaches {
		k.heard(c) // TCP has sent it again, and it was acknowledged
	}
	switch {
	case k.silent && now >= k.silentAt+giveUpTime:
		return c.vanished()
	case k.silent:
		k.schedule(c, k.silentAt+giveUpTime)
	case !k.probes.Enable:
	case now < k.heardAt+k.probes.Idle:
		k.schedule(c, k.heardAt+k.probes.Idle)
	case reaches:
		k.heard(c)
		k.schedule(c, now+k.probes.Idle)
	case k.missed < k.probes.Count:
		k.missed++
		k.schedule(c, now+k.probes.Interval)
	default:
		return c.vanished()
	}
	return nil
}

// vanished ends a connection whose peer does not answer.
func (c *Conn) vanished() (do func()) {
	c.fail(syscall.ETIMEDOUT)
	c.recordArrival(trace.Event{Kind: trace.Reset, Note: "nobody answers any more: the connection is given up"})
	return c.tell()
}
