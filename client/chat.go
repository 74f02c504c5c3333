package client

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"time"

	"chatlab/server/wire"
)

// Chat is a person at a terminal, or a pipe: lines from in go to the server,
// the server's lines go to out, both at the same time. The first line is the
// name; if name is not empty, it is sent before everything else.
//
// When in ends we say goodbye (FIN) and still show what comes until the
// server has closed; so it works in a pipe. When ctx ends, the same, for a
// second at most. Then the result is nil. It is a *Refusal if the server did
// not let us in, and ErrLost if the server went first.
//
// It closes nc. Reading from in can't be interrupted: after ctx ended, or the
// server did, one goroutine may still wait there, until in brings something
// or the program ends.
func Chat(ctx context.Context, nc net.Conn, name string, in io.Reader, out io.Writer) error {
	defer nc.Close() // also ends a write that waits for a server that does not read
	c := &chat{nc: nc, in: in, out: out}
	sent := make(chan error, 1)
	go func() { sent <- c.send(name) }()
	received := make(chan error, 1)
	go func() { received <- c.receive() }()

	var err error // of sending
	select {
	case last := <-received: // the server went first
		return c.verdict(last, nil)
	case err = <-sent:
		if err != nil { // the server may have a last word about it, soon
			nc.SetReadDeadline(time.Now().Add(leaveTime))
		}
	case <-ctx.Done():
	}
	c.leaving.Store(err == nil)
	if half, ok := nc.(interface{ CloseWrite() error }); ok {
		half.CloseWrite() // if the server went before us, receive tells
	}
	select {
	case last := <-received:
		return c.verdict(last, err)
	case <-ctx.Done():
		nc.SetReadDeadline(time.Now().Add(leaveTime))
		return c.verdict(<-received, err)
	}
}

// A chat is what the two directions of a conversation share.
type chat struct {
	nc      net.Conn
	in      io.Reader
	out     io.Writer
	leaving atomic.Bool // we asked for the end: it is no loss
	refusal *Refusal    // the server's last line, if it was one; receive's until that ends
}

// send sends the name, then each line of in. A last line without a line feed
// is one all the same: who closes a pipe has finished the line.
func (c *chat) send(name string) error {
	if name != "" {
		if _, err := io.WriteString(c.nc, name+"\n"); err != nil { // ends when Chat closes nc
			return err
		}
	}
	lines := bufio.NewScanner(c.in)
	lines.Buffer(nil, wire.MaxLine+1)
	for lines.Scan() {
		if wire.ParseRequest(lines.Bytes()) == (wire.Request{Verb: wire.Run, Name: "quit"}) {
			c.leaving.Store(true) // before the server can react
		}
		if _, err := c.nc.Write(append(lines.Bytes(), '\n')); err != nil { // likewise
			return err
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("%w: more than %d bytes", wire.ErrTooLong, wire.MaxLine)
	}
	return lines.Err()
}

// receive shows the server's lines until there are no more.
func (c *chat) receive() error {
	inbox := newInbox(c.nc)
	for {
		line, err := inbox.next()
		if err != nil {
			return err
		}
		c.refusal = refusalIn(line)
		// Cleaned: what comes from the network must not drive a terminal.
		if _, err := fmt.Fprintln(c.out, wire.Clean(line)); err != nil {
			return fmt.Errorf("show a line: %w", err)
		}
	}
}

// refusalIn returns the refusal that a line tells of, or nil. Only a refusal
// that is the server's last word ended the conversation.
func refusalIn(line string) *Refusal {
	m := wire.ParseMessage(line)
	switch m.Code {
	case wire.BadName, wire.NameTaken, wire.Full, wire.Timeout:
		return &Refusal{m.Code, m.Text}
	}
	return nil
}

// verdict says what the ends of both directions mean for the conversation.
func (c *chat) verdict(received, sent error) error {
	switch {
	case c.refusal != nil:
		return c.refusal
	case errors.Is(sent, wire.ErrTooLong):
		return sent
	case c.leaving.Load():
		return nil
	case errors.Is(received, io.EOF):
		return fmt.Errorf("%w: it closed the connection", ErrLost)
	}
	return fmt.Errorf("%w: %w", ErrLost, received)
}
