package play

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"

	"chatlab/lab/draw"
	"chatlab/lab/fault"
	"chatlab/lab/trace"
)

// mostWaiting is how many bytes of a person may wait until the path takes them.
const mostWaiting = 8 << 20

var errNoServer = errors.New("no server runs")

// A Person is somebody at the server.
type Person struct {
	play *Play
	name string

	mu      sync.Mutex // guards all below
	way     *path      // nil before the server runs
	faults  []fault.Spec
	calls   int   // connections so far
	dialing bool  // one is being made
	call    *call // the last; nil before the first
	inbox   inbox
	wrong   string // why the last action was not possible
}

// set changes how the person stands.
func (p *Person) set(change func()) {
	p.mu.Lock()
	change()
	p.mu.Unlock()
	p.play.tell(p.name, Wire)
}

// trouble says why an action was not possible.
func (p *Person) trouble(why string) { p.set(func() { p.wrong = why }) }

// Connect connects to the server, over the path.
func (p *Person) Connect(ctx context.Context) {
	p.mu.Lock()
	way := p.way
	there := p.dialing || p.call != nil && p.call.end == ""
	if way != nil && !there {
		p.dialing, p.wrong = true, ""
		p.calls++ // the path counts too, however it ends
	}
	call := callName(p.name, p.calls)
	p.mu.Unlock()
	if way == nil || there {
		if way == nil {
			p.trouble(errNoServer.Error())
		}
		return
	}
	nc, err := new(net.Dialer).DialContext(ctx, "tcp", way.addr)
	p.set(func() {
		p.dialing = false
		if err == nil && p.way != way { // the play has ended meanwhile
			nc.Close()
			err = errNoServer
		}
		if err != nil {
			p.wrong = cmp.Or(p.wrong, err.Error()) // the path may know better why
			return
		}
		p.inbox.cut()
		p.call = newCall(p, call, nc)
	})
}

// Send sends text in one write. It does not wait for it: a server that reads nothing holds it up.
// An error says why nothing can be sent now; it is not in State.
func (p *Person) Send(text string) error { return p.send([]string{text}) }

// Flood sends n lines of size bytes each, with their line feeds, each in a write of its own.
// An error is as for Send.
func (p *Person) Flood(n, size int) error {
	var writes []string
	for i := range n {
		begin := fmt.Sprintf("line %d of %d ", i+1, n)
		writes = append(writes, begin+strings.Repeat(".", max(size-len(begin)-1, 0))+"\n")
	}
	return p.send(writes)
}

func (p *Person) send(writes []string) (err error) {
	size := 0
	for _, text := range writes {
		size += len(text)
	}
	p.set(func() {
		p.wrong = ""
		switch c := p.call; {
		case c == nil || c.end != "":
			err = fmt.Errorf("%s is not connected", p.name)
		case c.fin:
			err = fmt.Errorf("%s has sent a FIN, and can send nothing more", p.name)
		case c.waiting+size > mostWaiting:
			err = fmt.Errorf("%d bytes wait already, and no more may", c.waiting)
		default:
			c.push(writes, size)
		}
	})
	return err
}

// Finish sends a FIN after everything that still waits to be sent. The person still reads.
func (p *Person) Finish() {
	p.set(func() {
		if c := p.call; c != nil && c.end == "" {
			p.wrong, c.fin = "", true
			c.poke()
		}
	})
}

// Reset drops the connection with a reset.
func (p *Person) Reset() {
	p.mu.Lock()
	c := p.call
	there := c != nil && c.end == ""
	if there {
		p.wrong, c.end = "", "reset by "+p.name
	}
	p.mu.Unlock()
	if there {
		p.play.record.add(c.name, trace.Event{Conn: p.name, Dir: trace.ToServer, Kind: trace.Reset})
		c.abort()
	}
	p.play.tell(p.name, Wire)
}

// Freeze makes the person stop reading, or read again.
func (p *Person) Freeze(stop bool) {
	p.set(func() {
		c := p.call
		if c == nil || c.end != "" || stop == (c.frozen != nil) {
			return
		}
		act := trace.ReadsAgain
		if stop {
			act = trace.StopsReading
			c.freezeLocked()
		}
		p.play.record.add(c.name, act.Of(p.name))
		if !stop {
			c.thawLocked()
		}
	})
}

// leave drops the connection, when the play is over.
func (p *Person) leave() {
	p.mu.Lock()
	p.way = nil
	c := p.call
	if c != nil && c.end == "" {
		c.end = "over"
	}
	p.mu.Unlock()
	if c != nil {
		c.abort()
	}
}

// Lines returns the last of what the person has received and sent, from a number on. It is safe
// to show.
func (p *Person) Lines(from int) []Line {
	hide := p.play.record.hider()
	p.mu.Lock()
	lines := p.inbox.last(from)
	p.mu.Unlock()
	for i := range lines {
		lines[i].Text = hide.Replace(lines[i].Text)
	}
	return lines
}

// State returns how the person stands.
func (p *Person) State() PersonState {
	hide := p.play.record.hider()
	p.mu.Lock()
	defer p.mu.Unlock()
	s := PersonState{Name: p.name, Over: true, Status: "not connected", Trouble: draw.CleanLines(p.wrong), Faults: fault.Words(p.faults)}
	if c := p.call; c != nil {
		s.Over, s.Ended, s.Frozen, s.Waiting = c.end != "", c.fin, c.frozen != nil, c.waiting
		switch {
		case c.end != "":
			s.Status = "not connected: " + c.end
		case c.fin:
			s.Status = "has sent a FIN, and waits for the server's"
		default:
			s.Status = "connected"
		}
	}
	s.Next, s.Received, s.Asked = p.inbox.next, p.inbox.bytes, !s.Over && p.inbox.asked()
	if p.inbox.size > 0 {
		s.Open = hide.Replace(seen(p.inbox.open, p.inbox.size))
	}
	return s
}
