package play

import (
	"errors"
	"io"
	"net"
	"os"
	"time"

	"chatlab/lab/sockets"
	"chatlab/lab/trace"
)

// mostReceived is how many bytes a person takes over one connection. A server that never stops
// sending must not keep the machine busy.
const mostReceived = 32 << 20

// longWrite is how long a write must wait to be recorded, as in scenarios. A busy machine delays a
// write by less.
const longWrite = 200 * time.Millisecond

// A call is one connection of a person. One goroutine reads, another writes.
type call struct {
	person *Person
	name   string // what the record calls it
	nc     net.Conn
	wake   chan struct{} // has a value when there is something to send

	// Guarded by the person's mutex.
	queue    [][]byte // writes that wait
	waiting  int      // bytes of these and of the write under way
	fin      bool     // a FIN follows what waits
	finSent  bool
	frozen   chan struct{}
	received int
	end      string // how it ended; empty: it is there
}

// newCall begins a call. The caller holds the person's lock.
func newCall(p *Person, name string, nc net.Conn) *call {
	c := &call{person: p, name: name, nc: nc, wake: make(chan struct{}, 1)}
	c.add(trace.None, trace.Open, nil)
	p.play.work.Go(c.read)
	p.play.work.Go(c.write)
	return c
}

// add records something at the person's end, and returns it as others may see it.
func (c *call) add(dir trace.Dir, kind trace.Kind, data []byte) trace.Event {
	return c.person.play.record.add(c.name, trace.Event{Conn: c.person.name, Dir: dir, Kind: kind, Data: data})
}

// note records something about the person's writes.
func (c *call) note(kind trace.Kind, what string) {
	c.person.play.record.add(c.name, trace.Event{Conn: c.person.name, Dir: trace.ToServer, Kind: kind, Note: what})
}

// push adds writes to those that wait. The caller holds the person's lock.
func (c *call) push(writes []string, size int) {
	for _, text := range writes {
		c.queue = append(c.queue, []byte(text))
	}
	c.waiting += size
	c.poke()
}

func (c *call) poke() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// write sends what waits, until the call ends or its FIN was sent.
func (c *call) write() {
	for {
		data, fin, over := c.next()
		switch {
		case over:
			return
		case fin:
			c.add(trace.ToServer, trace.Fin, nil)
			if half, ok := c.nc.(*net.TCPConn); ok {
				half.CloseWrite()
			}
			c.person.play.tell(c.person.name, Wire)
			return
		case data == nil:
			<-c.wake // push and Finish poke it, and so do ended and abort
			continue
		}
		sent := c.add(trace.ToServer, trace.Data, data)
		c.person.set(func() { c.person.inbox.sent(sent.Data) })
		begun := time.Now()
		n, err := c.nc.Write(data) // abort unblocks it
		if waited := time.Since(begun); waited >= longWrite {
			c.note(trace.Blocked, trace.Wait{For: waited, Taken: n, Of: len(data)}.String())
		}
		c.person.set(func() {
			if c.waiting -= len(data); err != nil {
				c.queue, c.waiting = nil, 0
			}
		})
		if err != nil {
			return // the reader sees why
		}
	}
}

// next returns what to send next: bytes, a FIN, or nothing yet.
func (c *call) next() (data []byte, fin, over bool) {
	c.person.mu.Lock()
	defer c.person.mu.Unlock()
	switch {
	case c.end != "":
		c.queue, c.waiting = nil, 0
		return nil, false, true
	case len(c.queue) > 0:
		data, c.queue = c.queue[0], c.queue[1:]
		return data, false, false
	}
	c.finSent = c.fin
	return nil, c.fin, false
}

// read receives until the call ends.
func (c *call) read() {
	buf := make([]byte, 32<<10)
	for {
		n, err := c.nc.Read(buf) // abort and freeze unblock it
		c.awaitThaw()            // a read that was waiting counts only after it
		if n > 0 {
			c.took(buf[:n])
		}
		if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) || n > 0 && c.tooMuch() {
			c.ended(err)
			return
		}
	}
}

func (c *call) took(data []byte) {
	c.add(trace.ToClient, trace.Data, data)
	c.person.set(func() {
		c.received += len(data)
		c.person.inbox.take(data)
	})
}

func (c *call) tooMuch() bool {
	c.person.mu.Lock()
	defer c.person.mu.Unlock()
	return c.received > mostReceived
}

// ended notes how the call has ended, and gives up the connection. A FIN of the server is answered
// with one, as chat programs do.
func (c *call) ended(err error) {
	p := c.person
	p.mu.Lock()
	byUs, finSent := c.end != "", c.finSent
	if !byUs {
		c.end = how(err, finSent)
	}
	p.inbox.cut()
	p.mu.Unlock()
	switch {
	case byUs:
	case errors.Is(err, io.EOF):
		c.add(trace.ToClient, trace.Fin, nil)
		if !finSent {
			c.add(trace.ToServer, trace.Fin, nil)
		}
	case err == nil: // too much came
		c.add(trace.ToServer, trace.Reset, nil)
		c.abort()
	default:
		c.add(trace.ToClient, trace.Reset, nil)
	}
	c.nc.Close()
	c.poke()
	p.play.tell(p.name, Wire)
}

// how says how a call has ended.
func how(err error, finSent bool) string {
	switch {
	case errors.Is(err, io.EOF) && finSent:
		return "both sides have sent a FIN"
	case err == nil:
		return "the server sent more than 32 MiB, and was cut off"
	case errors.Is(err, io.EOF):
		return "the server has sent a FIN"
	case sockets.IsReset(err):
		return "it was reset"
	}
	return "it broke: " + err.Error()
}

// abort drops the connection, with a reset if it is still open. The end must be set.
func (c *call) abort() {
	if tcp, ok := c.nc.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	c.nc.Close()
	c.person.mu.Lock()
	c.thawLocked()
	c.person.mu.Unlock()
	c.poke()
}

// freezeLocked makes the reader stop. What comes fills the receive buffer, then the path, then the
// server's send buffer, then whatever queue the server has.
func (c *call) freezeLocked() {
	c.frozen = make(chan struct{})
	c.nc.SetReadDeadline(time.Unix(1, 0)) // ends a read that is waiting
}

func (c *call) thawLocked() {
	if c.frozen != nil {
		c.nc.SetReadDeadline(time.Time{})
		close(c.frozen)
		c.frozen = nil
	}
}

// awaitThaw returns when the person may read.
func (c *call) awaitThaw() {
	c.person.mu.Lock()
	frozen := c.frozen
	c.person.mu.Unlock()
	if frozen != nil {
		<-frozen // abort closes it, if nobody thaws
	}
}
