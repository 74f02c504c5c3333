package server

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"chatlab/work/14-a-thousand/server/wire"
)

// A conn is one connection, named or not yet. Its goroutine runs run, and nothing
// else reads from it.
type conn struct {
	server *Server
	nc     net.Conn
	log    *slog.Logger
	out    *outbox
	lines  wire.Splitter
	asked  string        // the name whose password was asked for; empty: none
	me     *member       // nil until the name is claimed
	naming *time.Timer   // ends the connection unless stopped in time; then nil
	named  chan struct{} // closed by the timer after it ended the connection
	heard  int64         // bytes read

	batch  []byte // lines for the room, formatted, not yet broadcast
	waited bool   // since the last read, for readers that could not keep up

	ending sync.Once
	why    reason        // why the connection ends; written before ended is closed
	ended  chan struct{} // closed by end
}

func newConn(s *Server, id int64, nc net.Conn) *conn {
	tune(nc, &s.Limits)
	c := &conn{
		server: s,
		nc:     nc,
		log:    s.Log.With("conn", id),
		lines:  wire.Splitter{Max: s.Limits.Line},
		ended:  make(chan struct{}),
		named:  make(chan struct{}),
	}
	c.out = &outbox{nc: nc, limits: &s.Limits, end: c.end}
	c.naming = time.AfterFunc(s.Limits.NameTime, c.nameTimeOver)
	c.log.Info("connected", "from", nc.RemoteAddr())
	return c
}

// run serves the connection from its greeting to its close.
func (c *conn) run(ctx context.Context, full bool) {
	why := refused
	if full {
		c.answer(wire.Refusal(wire.Full, "too many people are here; try again later"))
	} else {
		why = c.talk()
	}
	c.stopNaming()
	if c.me != nil && why != serverClosing {
		c.server.room.leave(c.me, why)
	}
	c.end(why) // from here on nobody else can end it
	c.server.talking.Done()
	if ctx.Err() != nil {
		<-c.server.lastWords // wait until everybody has been told that the server is closing
	}
	if c.out.finish() {
		c.hangUp()
	}
	c.nc.Close()
	c.server.conns.remove(c)
	c.log.Info("gone", "name", c.name(), "why", cmp.Or(string(why), "said goodbye (FIN)"), "bytes_in", c.heard, "bytes_out", c.out.sent())
}

// talk reads until the connection ends, and says why it did.
//
// The lines of one read are handled together. So the room is locked once for all of
// them.
func (c *conn) talk() reason {
	c.answer(wire.Greeting)
	buf := newReadBuffer()
	defer buf.release()
	for {
		n, err := c.nc.Read(buf.bytes)
		c.heard += int64(n)
		for line, bad := range c.lines.Lines(buf.bytes[:n]) {
			if why, over := c.handle(line, bad); over {
				c.send()
				return why
			}
		}
		c.send()
		if err != nil {
			return c.reasonToStop(err)
		}
		buf.fit(n, c.waited)
		c.waited = false
		if !buf.busy() {
			c.batch = nil
		}
	}
}

// handle deals with one line. It reports whether that was the last one, and why.
func (c *conn) handle(line []byte, bad error) (why reason, over bool) {
	switch {
	case c.asked != "" && c.me == nil:
		return c.password(string(line), bad)
	case c.me == nil:
		return c.claimName(string(line), bad)
	}
	if errors.Is(bad, wire.ErrTooLong) {
		c.log.Info("line too long", "name", c.me.name)
		c.answer(wire.Refusal(wire.TooLong, "that line was too long; it was not sent"))
		return "", false
	}
	switch request := wire.ParseRequest(line); request.Verb {
	case wire.Run:
		return c.command(request.Name, request.Text)
	case wire.Say:
		c.say(request.Text)
	}
	return "", false
}

// claimName takes the first line as a name. A name that cannot be had ends the
// connection, and nobody else hears of it (P6, P7).
func (c *conn) claimName(name string, bad error) (why reason, over bool) {
	if bad != nil || wire.CheckName(name) != nil {
		c.answer(wire.Refusal(wire.BadName, "a name is 1 to 32 letters and digits; connect again with another"))
		return refused, true
	}
	if accounts := c.server.Accounts; accounts != nil && accounts.Asks(name) {
		c.ask(name)
		return "", false
	}
	return c.join(name)
}

// join claims a name in the room, unless the connection has already ended.
func (c *conn) join(name string) (why reason, over bool) {
	if !c.stopNaming() {
		return c.why, true
	}
	me := &member{name: name, out: c.out}
	if !c.server.door.enter(c.ended) {
		return c.why, true
	}
	free := false
	c.server.History.Greet(func(last []byte) { free = c.server.room.join(me, last, c.server.Limits.Line) })
	c.server.door.leave()
	if !free {
		c.answer(wire.Refusal(wire.NameTaken, name+" is taken; connect again with another name"))
		return refused, true
	}
	c.me = me
	c.log.Info("joined", "name", name)
	return "", false
}

// say adds a chat line to the batch. Short lines grow when the name is put before
// each. So a long batch goes out before the whole read is handled.
func (c *conn) say(text string) {
	c.batch = wire.AppendChat(c.batch, c.me.name, []byte(text))
	if len(c.batch) >= maxBatch {
		c.send()
	}
}

// send broadcasts the batch, then waits for the readers whose outboxes it filled.
// This slows a flood down: while we wait, we do not read.
func (c *conn) send() {
	if len(c.batch) == 0 {
		return
	}
	full, err := c.server.say(c.me, c.batch)
	c.batch = c.batch[:0]
	if err != nil {
		c.answer(wire.Refusal(wire.NotKept, "what you said was not passed on, since the history can't be written"))
	}
	c.waitFor(full)
}

// answer sends text to this client alone. A client that keeps asking and does not
// read the answers is held up like any other flood.
func (c *conn) answer(text string) {
	if c.out.append([]byte(text)) {
		c.waitFor([]*outbox{c.out})
	}
}

func (c *conn) waitFor(full []*outbox) {
	if waitForReaders(full, &c.server.Limits, c.ended) {
		c.waited = true
	}
}

// nameTimeOver is run by the timer when no name came in time (P8).
func (c *conn) nameTimeOver() {
	defer close(c.named)
	c.out.append([]byte(wire.Refusal(wire.Timeout, "no name came in time; connect again")))
	c.end(timedOut)
}

// stopNaming stops the timer. If the timer has fired, stopNaming waits until it has
// ended the connection, and returns false.
func (c *conn) stopNaming() bool {
	if c.naming == nil || c.naming.Stop() {
		c.naming = nil
		return true
	}
	<-c.named
	return false
}

// end makes the connection end soon, for the reason given. The first reason counts.
// Anyone may call it: it only wakes the reader. The read deadline has no other use
// before hangUp, so nothing takes it back.
func (c *conn) end(why reason) {
	c.ending.Do(func() {
		c.why = why
		close(c.ended)
		c.nc.SetReadDeadline(time.Unix(1, 0))
	})
}

// reasonToStop turns the error of a read into the reason why the connection ended. If
// someone called end, their reason counts. If a write has already seen an RST, the
// read sees only the end of the input.
func (c *conn) reasonToStop(err error) reason {
	why := reasonFor(err)
	if why == saidGoodbye && !connected(c.nc) && c.out.sawReset() {
		why = wasReset
	}
	if closed(c.ended) {
		return c.why
	}
	if why == broken || errors.Is(err, io.ErrUnexpectedEOF) { // such as TLS errors: the reason alone says too little
		c.log.Info("input broke off", "error", err)
	}
	return why
}

// hangUp makes closing harmless for a client that got all we had for it. Closing a
// socket with unread input makes the kernel send a reset. A reset destroys what the
// other side has not read yet (RFC 2525, section 2.17). So we send our FIN first.
// Then we read and throw away until their FIN comes, within limits. The caller
// closes.
func (c *conn) hangUp() {
	half, ok := c.nc.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil {
		return
	}
	c.nc.SetReadDeadline(time.Now().Add(c.server.Limits.Drain))
	buf := newReadBuffer()
	defer buf.release()
	for left := maxDrain; left > 0; {
		n, err := c.nc.Read(buf.bytes)
		c.heard += int64(n)
		if err != nil {
			return
		}
		left -= n
		buf.fit(n, false)
	}
}

func (c *conn) name() string {
	if c.me == nil {
		return ""
	}
	return c.me.name
}

// tune asks the kernel for keepalive and for a send buffer of modest size, if the
// connection has these settings. Errors are harmless.
func tune(nc net.Conn, limits *Limits) {
	if tcp, ok := nc.(interface {
		SetKeepAliveConfig(net.KeepAliveConfig) error
	}); ok {
		tcp.SetKeepAliveConfig(net.KeepAliveConfig{
			Enable: true, Idle: limits.Idle, Interval: limits.ProbeEvery, Count: limits.Probes,
		})
	}
	if tcp, ok := nc.(interface{ SetWriteBuffer(int) error }); ok {
		tcp.SetWriteBuffer(limits.SendBuffer)
	}
}
