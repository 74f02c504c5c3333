package sim

import (
	"syscall"
	"time"

	"chatlab/lab/fault"
	"chatlab/lab/trace"
)

// A Puppet is a client without a goroutine. The director of a run says what it does and
// when, and is told what it sees. Only functions that Run calls may call its methods.
// The methods return at once, and so must the functions of Sees.
type Puppet struct {
	conn   *Conn
	sees   Sees
	open   bool
	frozen bool
}

// Sees holds the functions that are called when a puppet sees something. Each may be
// nil.
type Sees struct {
	Open func()            // the connection is established
	Data func(data []byte) // data has arrived; the function may keep it
	End  func(err error)   // the input has ended: nil after a FIN, or the error of a read
}

// Puppet connects a puppet.
func (n *Net) Puppet(name string, sees Sees) *Puppet {
	n.mu.Lock()
	defer n.mu.Unlock()
	p := &Puppet{sees: sees}
	p.conn = n.connect(name)
	p.conn.puppet = p
	p.conn.sendBuffer = puppetBuffer
	n.wake()
	return p
}

// puppetBuffer is how many unsent bytes a puppet holds: a puppet can't wait.
const puppetBuffer = 1 << 30

// record records what the puppet does or sees.
func (p *Puppet) record(e trace.Event) {
	if p.conn.net.options.BothEnds {
		e.Conn = p.conn.name
		p.conn.net.record(e)
	}
}

// Send writes data. It returns false if the connection takes no more.
func (p *Puppet) Send(data []byte) bool {
	p.record(trace.Event{Dir: trace.ToServer, Kind: trace.Data, Data: data})
	_, err := p.conn.Write(data)
	return err == nil
}

// Finish sends a FIN and goes on reading (half-close).
func (p *Puppet) Finish() {
	if p.conn.CloseWrite() == nil {
		p.record(trace.Event{Dir: trace.ToServer, Kind: trace.Fin})
	}
}

// Close ends the connection like Conn.Close. A puppet that is not frozen has read
// everything, so this sends a FIN.
func (p *Puppet) Close() {
	finished := p.conn.finDue
	if p.conn.Close() == nil && !finished {
		p.record(trace.Event{Dir: trace.ToServer, Kind: trace.Fin})
	}
}

// Reset ends the connection with an RST.
func (p *Puppet) Reset() {
	p.conn.SetLinger(0)
	if p.conn.Close() == nil {
		p.record(trace.Event{Dir: trace.ToServer, Kind: trace.Reset})
	}
}

// Freeze stops reading, so the window fills.
func (p *Puppet) Freeze() {
	p.conn.net.mu.Lock()
	defer p.conn.net.mu.Unlock()
	p.frozen = true
}

// Thaw starts to read again.
func (p *Puppet) Thaw() {
	n := p.conn.net
	n.mu.Lock()
	p.frozen = false
	do := p.conn.tell()
	n.mu.Unlock()
	if do != nil {
		do()
	}
}

// Vanish makes the puppet's host lose power. It sends nothing more and answers nothing.
func (p *Puppet) Vanish() {
	n := p.conn.net
	n.mu.Lock()
	defer n.mu.Unlock()
	p.conn.gone = true
	p.conn.sending = outgoing{}
	if w := &p.conn.peer.in; len(w.queue) > 0 {
		w.queue = nil // also lost: nobody sends it again
		w.faults = fault.Direction{}
	}
}

// Cut cuts the path. Nothing arrives in that direction, or in both, until Heal. Neither
// end is told.
func (p *Puppet) Cut(toServer, toClient bool) {
	n := p.conn.net
	n.mu.Lock()
	defer n.mu.Unlock()
	p.conn.peer.in.cut = p.conn.peer.in.cut || toServer
	p.conn.in.cut = p.conn.in.cut || toClient
}

// Heal ends a cut. What was sent meanwhile arrives when TCP sends it again.
func (p *Puppet) Heal() {
	n := p.conn.net
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, w := range []*direction{&p.conn.in, &p.conn.peer.in} {
		if !w.cut {
			continue
		}
		w.cut = false
		if len(w.queue) > 0 {
			again := n.Elapsed() + time.Duration(w.random.Int64N(int64(w.profile.RTO)))
			w.queue[0].due = max(w.queue[0].due, again)
			w.newest = max(w.newest, again)
			n.schedule(event{at: n.instant(w.queue[0].due, w.to.id), what: arrival, conn: w.to})
		}
	}
}

// Faults puts faults on the puppet's path. They replace the present ones.
func (p *Puppet) Faults(specs []fault.Spec) { p.conn.Faults(specs) }

// tell hands what arrived to the puppet, if this end is a puppet's.
func (c *Conn) tell() (do func()) {
	p := c.puppet
	if p == nil {
		return nil
	}
	var calls []func()
	if c.opened && !p.open {
		p.open = true
		p.record(trace.Event{Kind: trace.Open})
		if p.sees.Open != nil {
			calls = append(calls, p.sees.Open)
		}
	}
	if len(c.received) > 0 && !p.frozen {
		data := c.received
		p.record(trace.Event{Dir: trace.ToClient, Kind: trace.Data, Data: data})
		c.consume(len(data))
		if p.sees.Data != nil {
			calls = append(calls, func() { p.sees.Data(data) })
		}
	}
	if len(c.received) == 0 && (c.finCame || c.failed != nil) && !c.told.read {
		c.told.read = true
		err := c.failed
		if err != nil && !c.opened {
			err = syscall.ECONNREFUSED
		}
		kind := trace.Fin
		if err != nil {
			kind = trace.Reset
		}
		p.record(trace.Event{Dir: trace.ToClient, Kind: kind})
		if p.sees.End != nil {
			calls = append(calls, func() { p.sees.End(err) })
		}
	}
	return together(calls)
}
