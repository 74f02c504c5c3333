package script

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"chatlab/lab/dialect"
	"chatlab/lab/layout"
	"chatlab/lab/lesson"
	"chatlab/lab/sockets"
	"chatlab/lab/trace"
)

// A client is one connection of the kit. One goroutine reads all the time and records;
// commands look at what it has read, and wait for more.
type client struct {
	s    *session
	name string // what the scenario calls it
	conn string // what the trace calls it: its first name
	nc   net.Conn
	done chan struct{} // closed when the reading goroutine has ended

	// Used by one step at a time.
	presence
	encoder   dialect.Encoder
	spelled   string    // its name as the room knows it, if clients raced for it in several spellings
	firstLine []byte    // what it has sent of its first line, which is its name
	finSent   bool      // it has sent its FIN
	flooded   int       // lines of floods that it has sent
	drip      *dripping // a line that it sends byte by byte; nil if there is none

	spoke atomic.Bool // it has sent something after its name, perhaps in the same write

	mu       sync.Mutex // guards all below
	inbox    inbox
	answered bool          // it has sent something, and so has answered the prompt
	before   int           // how many lines had come when it last sent something
	end      string        // how the server's side ended; empty while it is open
	changed  chan struct{} // closed, and made anew, when something comes
	received int
	frozen   chan struct{} // nil while it reads; thaw closes it
	frozenAt time.Time     // when it stopped reading
}

func newClient(s *session, name string, nc net.Conn) *client {
	c := &client{s: s, name: name, conn: name, nc: nc, done: make(chan struct{}), changed: make(chan struct{})}
	s.connected.Add(1)
	c.inbox.dialect = s.dialect
	c.encoder.Dialect = s.dialect
	s.recorder.Record(trace.Event{Conn: name, Kind: trace.Open})
	go c.read() // ends when the connection does; abort waits for it
	return c
}

func (c *client) read() {
	defer close(c.done)
	buf := make([]byte, 32<<10)
	for {
		n, err := c.nc.Read(buf) // abort and freeze unblock it
		c.awaitThaw()            // a read that was waiting when it froze counts only after the thaw
		if n > 0 {
			c.s.recorder.Record(trace.Event{Conn: c.conn, Dir: trace.ToClient, Kind: trace.Data, Data: buf[:n]})
		}
		end := ""
		switch {
		case err == nil, errors.Is(err, os.ErrDeadlineExceeded): // frozen
		case errors.Is(err, io.EOF):
			end = endedWithFin
			c.s.recorder.Record(trace.Event{Conn: c.conn, Dir: trace.ToClient, Kind: trace.Fin})
		case errors.Is(err, net.ErrClosed):
			end = "the scenario closed the connection"
		case sockets.IsReset(err):
			end = endedWithReset
			c.s.recorder.Record(trace.Event{Conn: c.conn, Dir: trace.ToClient, Kind: trace.Reset})
		default:
			end = "the connection broke: " + err.Error()
		}
		if c.took(buf[:n], end) {
			return
		}
	}
}

// took adds what a read brought, and wakes those that wait. It reports whether that was
// the last read.
func (c *client) took(data []byte, end string) (last bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	before := len(c.inbox.lines)
	c.inbox.add(data)
	if bytes.IndexByte(data, '\n') >= 0 || c.s.dialect.Unframed && len(data) > 0 {
		c.s.lineAt.Store(int64(time.Since(c.s.began)))
	}
	if c.s.dialect.Unframed {
		c.inbox.cut()
	}
	c.received += len(data)
	tooMuch := c.s.received.tooMuch(len(data), len(c.inbox.lines)-before, c.received, len(c.inbox.lines))
	if c.s.dialect.Exhausted() {
		tooMuch = cmp.Or(tooMuch, "the server said too much for the patterns of its dialect, and the scenario stopped reading")
	}
	end = cmp.Or(end, tooMuch)
	c.end = end
	close(c.changed)
	c.changed = make(chan struct{})
	return end != ""
}

// await waits until look says yes. It gives up when its patience is over: no client has
// received a line for the limit, or nothing more can come. While a server is busy with
// others, it may still come to this client. look runs with the lock held.
func (c *client) await(limit time.Duration, look func(*inbox) bool) bool {
	p := c.s.patience(limit)
	found := c.awaitWith(p, look)
	if found {
		p.met()
	}
	return found
}

// glimpse waits like await. No verdict rests on what it finds, so that may come late because time
// was lost.
func (c *client) glimpse(limit time.Duration, look func(*inbox) bool) bool {
	return c.awaitWith(c.s.patience(limit), look)
}

// awaitWith is await with a patience of the caller's.
func (c *client) awaitWith(p *patience, look func(*inbox) bool) bool {
	defer p.timer.Stop()
	read, last := -1, false
	for {
		c.mu.Lock()
		found, end, changed := look(&c.inbox), c.end, c.changed
		c.mu.Unlock()
		if found || end != "" || last || c.s.ctx.Err() != nil {
			return found
		}
		select {
		case <-changed:
		case <-p.timer.C:
			last = p.over() && !p.prolonged(c.hasMail(&read)) // the line may have come just now
		case <-c.s.ctx.Done():
			return false
		}
	}
}

// hasMail reports whether bytes have come for the client that we had no time to read. That
// is so if it has read nothing since the last call, which set read.
func (c *client) hasMail(read *int) bool {
	c.mu.Lock()
	behind := c.frozen == nil && (*read < 0 || *read == c.received)
	*read = c.received
	c.mu.Unlock()
	return behind && c.s.world.HasCome(c.nc)
}

// ended says how the server's side ended; empty while it is open.
func (c *client) ended() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.end
}

// write sends a text in one write call, worded for this server, and records what it sent.
func (c *client) write(text string) error {
	if c.finSent {
		return errEndedBefore(c.name)
	}
	c.endDrip()
	if c.introducesItself(text) != "" {
		c.spoke.Store(true)
	}
	data := c.encoder.Encode(text)
	if len(data) == 0 && text != "" {
		return nil // held back until its line is complete
	}
	c.cutPrompt()
	c.s.recorder.Record(trace.Event{Conn: c.conn, Dir: trace.ToServer, Kind: trace.Data, Data: data})
	if n, err := c.put(data); err != nil {
		if errors.Is(err, net.ErrClosed) {
			return errEndedBefore(c.name)
		}
		received, symptom := words("the write failed: "+err.Error()), lesson.Symptom("")
		switch {
		case sockets.IsGone(err):
			received, symptom = words("the connection was gone"), lesson.EarlyClose
		case errors.Is(err, os.ErrDeadlineExceeded):
			received, symptom = words("the server did not take them in time"), lesson.Unread
		}
		f := c.s.failure(Failure{
			Expected: words("the server to take " + layout.Count(len(data), "byte") + " from " + c.name),
			Received: received,
			Mark:     -1,
			Note:     layout.Count(n, "byte") + " had been taken",
			Symptom:  symptom,
			closed:   true,
		})
		f.showEnd(c)
		c.tellLastWords(f)
		return f
	}
	return nil
}

// put writes to the connection, for as long as the patience lasts.
func (c *client) put(data []byte) (n int, err error) {
	c.s.dialect.Allow(len(data), int(c.s.connected.Load()))
	c.nc.SetWriteDeadline(time.Time{})
	defer c.s.impatient(func() { c.nc.SetWriteDeadline(time.Unix(1, 0)) })()
	began := time.Now()
	n, err = c.nc.Write(data)
	c.noteBlocked(time.Since(began), n, len(data))
	return n, err
}

// cutPrompt turns a prompt without a line feed into a line, once the client answers it.
func (c *client) cutPrompt() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.s.dialect.Prompt && !c.answered {
		c.inbox.cut()
	}
	c.answered, c.before = true, len(c.inbox.lines)
}

// sends notes that the client sends something. What comes from now on may be the answer.
func (c *client) sends() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.before = len(c.inbox.lines)
}

// closeWrite sends our FIN.
func (c *client) closeWrite() error {
	half, ok := c.nc.(interface{ CloseWrite() error })
	if !ok {
		return usagef("%s can't half-close here", c.name)
	}
	c.endDrip()
	c.leaves(c.s.tick())
	c.s.recorder.Record(trace.Event{Conn: c.conn, Dir: trace.ToServer, Kind: trace.Fin})
	c.finSent = true
	err := half.CloseWrite()
	if err != nil { // the server's end may have come just now
		c.glimpse(evidenceTime, func(*inbox) bool { return false })
	}
	if err != nil && c.ended() == "" {
		f := c.s.failure(Failure{
			Expected: words("the connection of " + c.name + " to be open"),
			Received: words(err.Error()),
			Mark:     -1,
			closed:   true,
		})
		c.tellLastWords(f)
		return f
	}
	c.awaitTaken() // of the FIN too, so that nothing that follows overtakes it
	return nil
}

// abort drops the connection, with a reset if it was still open.
func (c *client) abort() {
	if tcp, ok := c.nc.(interface{ SetLinger(int) error }); ok {
		tcp.SetLinger(0)
	}
	c.nc.Close()
	c.dropDrip()
	c.thaw()
	<-c.done
}
