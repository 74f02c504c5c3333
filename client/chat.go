package client

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync/atomic"
	"time"

	"chatlab/server/wire"
)

// Chat connects a terminal or a pipe with the server. Lines from in go to the server,
// and the server's lines go to out, both at the same time. The first line is the
// name. If name is not empty, it is sent before everything else.
//
// When in ends, Chat says goodbye (FIN) and still shows what comes until the server
// has closed. So it works in a pipe. When ctx ends it does the same, for one second
// at most. Then the result is nil. It is a *Refusal if the server did not let us in.
// It is ErrLost if the server left first or the connection broke. It is
// wire.ErrTooLong for a line of in with more than wire.MaxLine bytes, which ends the
// chat. Errors of in or out are returned wrapped.
//
// It closes nc. Reading from in and writing to out cannot be interrupted. So a
// goroutine may still wait there after Chat returns, until in brings something, out
// takes something, or the program ends.
func Chat(ctx context.Context, nc net.Conn, name string, in io.Reader, out io.Writer) error {
	defer nc.Close() // also ends a write that waits for a server that does not read
	c := &chat{nc: nc, in: in, out: out}
	sent := make(chan error, 1)
	go func() { sent <- c.send(name) }()
	received := make(chan error, 1)
	go func() { received <- c.receive() }()

	var unsent error
	select {
	case last := <-received: // the server left first, or out takes no more
		hangUp(nc)
		return c.verdict(last, nil)
	case unsent = <-sent:
		c.finished = unsent == nil
	case <-ctx.Done():
		return c.leaveSoon(received)
	}
	sayGoodbye(nc) // if the server left before us, receive reports it
	if unsent != nil {
		nc.SetReadDeadline(time.Now().Add(leaveTime)) // the server may soon send a last word about it
	}
	select {
	case last := <-received:
		return c.verdict(last, unsent)
	case <-ctx.Done():
		return c.leaveSoon(received)
	}
}

// leaveSoon says goodbye and shows what still comes for leaveTime. It does not wait
// for receive much longer than that. A stopped terminal may take nothing, but a
// person who asks to leave must be able to.
func (c *chat) leaveSoon(received <-chan error) error {
	c.asked.Store(true) // before the server can react to the FIN
	sayGoodbye(c.nc)
	c.nc.SetReadDeadline(time.Now().Add(leaveTime))
	select {
	case last := <-received:
		return c.verdict(last, nil)
	case <-time.After(2 * leaveTime):
		return nil
	}
}

// A chat holds what the two directions share.
type chat struct {
	nc  net.Conn
	in  io.Reader
	out io.Writer

	asked    atomic.Bool // we asked for the end, by /quit or interrupt: then no end counts as a loss
	finished bool        // in has ended and all of it is sent: now a clean end is expected; only Chat uses it

	heard   bool     // any line came; only receive uses it until that ends, like refusal
	refusal *Refusal // the server's last line, if it was one
}

// A mishap is an error on our side of the chat. The server did not cause it.
type mishap struct{ error }

func (m mishap) Unwrap() error { return m.error }

// send sends the name, then each line of in. The last line counts even without a line
// feed: closing a pipe ends the line.
//
// Its writes have no deadline: a server may be slow for as long as it likes, and
// receive goes on meanwhile. Chat's FIN or close ends them.
func (c *chat) send(name string) error {
	if name != "" {
		if _, err := io.WriteString(c.nc, name+"\n"); err != nil {
			return err
		}
	}
	lines := bufio.NewScanner(c.in)
	lines.Buffer(nil, wire.MaxLine+1) // with its line feed
	for lines.Scan() {
		if wire.ParseRequest(lines.Bytes()) == (wire.Request{Verb: wire.Run, Name: "quit"}) {
			c.asked.Store(true) // before the server can react
		}
		// One write for the line and its LF. The LF replaces the LF or CR that Scan
		// has cut off in the buffer.
		if _, err := c.nc.Write(append(lines.Bytes(), '\n')); err != nil {
			return err
		}
	}
	switch err := lines.Err(); {
	case err == nil:
		return nil
	case errors.Is(err, bufio.ErrTooLong):
		return mishap{fmt.Errorf("%w to send: more than %d bytes", wire.ErrTooLong, wire.MaxLine)}
	default:
		return mishap{fmt.Errorf("read a line to send: %w", err)}
	}
}

// receive shows the server's lines until there are no more.
func (c *chat) receive() error {
	inbox := newInbox(c.nc)
	for {
		line, err := inbox.next() // a deadline, or the server, ends the wait
		if err != nil {
			return err
		}
		c.heard = true
		c.refusal = refusalIn(line)
		// Clean it: text from the network must not control a terminal.
		if _, err := fmt.Fprintln(c.out, wire.Clean(line)); err != nil {
			return mishap{fmt.Errorf("show a line: %w", err)}
		}
	}
}

// refusalIn returns the refusal in a line, or nil. Only a refusal that is the
// server's last line ended the chat.
func refusalIn(line string) *Refusal {
	m := wire.ParseMessage(line)
	switch m.Code {
	case wire.BadName, wire.NameTaken, wire.Full, wire.Timeout, wire.WrongPassword, wire.Wait:
		return &Refusal{m.Code, m.Text}
	}
	return nil
}

// verdict decides how the chat ended, from the ends of both directions. received is
// never nil.
func (c *chat) verdict(received, unsent error) error {
	var ours mishap
	switch {
	case c.refusal != nil:
		return c.refusal
	case errors.As(unsent, &ours), errors.As(received, &ours):
		return ours.error
	case c.asked.Load():
		return nil
	case errors.Is(received, io.EOF) && !c.heard:
		return fmt.Errorf("%w: it closed the connection without a word", ErrLost)
	case errors.Is(received, io.EOF) && c.finished:
		return nil
	case errors.Is(received, io.EOF):
		return fmt.Errorf("%w: it closed the connection", ErrLost)
	case unsent != nil && errors.Is(received, os.ErrDeadlineExceeded): // our own deadline, since we could not send
		return fmt.Errorf("%w: %w", ErrLost, unsent)
	}
	return fmt.Errorf("%w: %w", ErrLost, received)
}
