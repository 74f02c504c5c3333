// Package client is the chat's client: a library for programs that chat, and
// the plain terminal loop of `lab client`.
//
// It is the other half of package server and as small as it can be: one
// connection, one name. It does not reconnect, and it shows nothing by itself.
//
//   - client.go: Client, for programs: Dial, Say, Next, Close
//   - chat.go: Chat, for people: lines in, lines out, both at once
//   - inbox.go: reading lines from the server, within bounds
package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"chatlab/server/wire"
)

// A Client is somebody in the room. Say and Next may be called from different
// goroutines; each of them from one at a time.
//
// Whoever only talks must still call Next: a server cuts off a client that
// does not read.
type Client struct {
	nc    net.Conn
	inbox *inbox
}

// A Refusal is the error of a server that did not let us in: the name is
// taken or not allowed, or the room is full. Try again with another name.
type Refusal struct {
	Code wire.Code
	Text string // the server's words, as it sent them
}

// Error is fit for a terminal, whatever the server sent.
func (r *Refusal) Error() string {
	return wire.Clean(fmt.Sprintf("refused: %s: %s", r.Code, r.Text))
}

// ErrLost is the error when the server is gone without our having asked for
// it: it closed the connection, or a reset ended it.
var ErrLost = errors.New("the server is gone")

const (
	joinTime  = 10 * time.Second // from dialing to being in the room
	writeTime = 10 * time.Second // for one line: longer, and the server does not read
	leaveTime = time.Second      // for the server to say goodbye in turn
)

// Dial connects to a server, gives the name and returns when we are in the
// room. It takes ten seconds at most, less if ctx ends; ctx has no part in
// what comes after.
//
// The error is wire.ErrBadName for what can't be a name, and a *Refusal if
// the server did not let us in; ErrLost if it went instead of answering;
// the error of ctx if that ended; else what kept us from connecting.
func Dial(ctx context.Context, addr, name string) (*Client, error) {
	// Looked at before it is sent: a line feed in it would be a line more.
	if err := wire.CheckName(name); err != nil {
		return nil, fmt.Errorf("join as %q: %w", name, err)
	}
	ctx, cancel := context.WithTimeout(ctx, joinTime)
	defer cancel()
	nc, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	c := &Client{nc: nc, inbox: newInbox(nc)}
	stop := context.AfterFunc(ctx, func() { nc.SetDeadline(time.Unix(1, 0)) })
	err = c.join(name)
	if !stop() { // the deadline is set, or about to be: it is too late for a yes, too
		err = ctx.Err()
	}
	if err != nil {
		nc.Close()
		return nil, fmt.Errorf("join as %s: %w", name, err)
	}
	return c, nil
}

// join waits for the greeting, gives the name and waits for the list of who
// is here, which is how a server says yes. Dial's deadline ends the waiting.
//
// The greeting may be worded in any way, so it is known by being the first
// line. A server that closes at this moment tells everybody so: that line
// looks like an event of the room, and is no yes.
func (c *Client) join(name string) error {
	for asked := false; ; {
		line, err := c.inbox.next()
		m := wire.ParseMessage(line)
		switch {
		case errors.Is(err, io.EOF):
			return fmt.Errorf("%w: it closed the connection", ErrLost)
		case err != nil:
			return fmt.Errorf("%w: %w", ErrLost, err)
		case m.Kind == wire.Problem:
			return &Refusal{m.Code, m.Text}
		case !asked:
			asked = true
			if _, err := io.WriteString(c.nc, name+"\n"); err != nil {
				return fmt.Errorf("%w: %w", ErrLost, err)
			}
		case m.Kind == wire.Question:
			return &Refusal{wire.WrongPassword, name + " has a password, and this client gives none"}
		case m.Kind == wire.Event && line+"\n" != wire.Closing:
			return nil
		}
	}
}

// Say says one line to the room, whatever it begins with: a command is not
// run but said. It holds no line feed and no carriage return, since those
// would make it two, and with its slash at most wire.MaxLine bytes; what is
// refused for that has not been sent. An empty text says nothing (P9).
//
// It fails if the server takes nothing for ten seconds. Then part of the line
// may be on its way, so all that is left to do is Close.
func (c *Client) Say(text string) error {
	if strings.ContainsAny(text, "\r\n") {
		return errors.New("say: a line feed or carriage return in the text; say each line by itself")
	}
	if strings.HasPrefix(text, "/") {
		text = "/" + text
	}
	if len(text) > wire.MaxLine {
		return fmt.Errorf("say: %w: %d bytes, and %d are allowed", wire.ErrTooLong, len(text), wire.MaxLine)
	}
	c.nc.SetWriteDeadline(time.Now().Add(writeTime))
	if _, err := io.WriteString(c.nc, text+"\n"); err != nil {
		return fmt.Errorf("say: %w", err)
	}
	return nil
}

// Next waits for the server's next line, for as long as it takes: a quiet
// room is no fault. Close ends the wait. A line of more than 193 KiB, three
// times the longest of a client and a little, comes as a remark in its place.
//
// The error is io.EOF when the server has closed the connection, and another
// when the connection broke; it stays the same from then on. Text is as the
// server sent it: clean it (wire.Clean) before it comes near a terminal.
func (c *Client) Next() (wire.Message, error) {
	line, err := c.inbox.next()
	if err != nil {
		return wire.Message{}, err
	}
	return wire.ParseMessage(line), nil
}

// Close leaves politely: FIN, so that everything said still arrives; then it
// reads until the server has closed, too, for a second at most. The error
// tells that it did not, or that the connection was broken already; it is
// closed in any case.
func (c *Client) Close() error {
	return hangUp(c.nc)
}

// hangUp closes without harm. To close with input unread would send a reset,
// which destroys what we said and the server has not read yet (RFC 2525,
// section 2.17); so what still comes is read, and thrown away.
func hangUp(nc net.Conn) error {
	defer nc.Close()
	nc.SetReadDeadline(time.Now().Add(leaveTime))
	if err := sayGoodbye(nc); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, nc)
	return err
}

// sayGoodbye sends a FIN: no more from us. It also ends a write that waits.
// A connection without half-close, such as net.Pipe, goes without.
func sayGoodbye(nc net.Conn) error {
	if half, ok := nc.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}
