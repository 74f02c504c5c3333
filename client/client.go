// Package client is the chat's client: a library for programs that chat, and
// the plain terminal loop of `lab client`.
//
// It is the counterpart of package server and as small as possible: one connection,
// one name. It does not reconnect, and it shows nothing by itself.
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

// A Client is a member of the room. Different goroutines may call Say and Next, but
// each of the two from only one goroutine at a time.
//
// A program that only talks must still call Next: a server cuts off a client that
// does not read.
type Client struct {
	nc    net.Conn
	inbox *inbox
}

// A Refusal is the error when the server did not let us in: the name is taken or not
// allowed, or the room is full. Try again with another name.
type Refusal struct {
	Code wire.Code
	Text string // the server's words, as it sent them
}

// Error returns text that is safe for a terminal, whatever the server sent.
func (r *Refusal) Error() string {
	return wire.Clean(fmt.Sprintf("refused: %s: %s", r.Code, r.Text))
}

// ErrLost is the error when the server left and we did not ask for it: it closed the
// connection, or a reset ended it.
var ErrLost = errors.New("the server is gone")

const (
	joinTime  = 10 * time.Second // from dialing to being in the room
	writeTime = 10 * time.Second // for one line; after that, the server does not read
	leaveTime = time.Second      // for the server to answer our goodbye
)

// Dial connects to a server, gives the name and returns when we are in the room. It
// takes ten seconds at most, less if ctx ends. After Dial, ctx has no effect.
//
// The error is wire.ErrBadName for an invalid name, and a *Refusal if the server did
// not let us in. It is ErrLost if the server left without an answer, and the error of
// ctx if that ended. Otherwise it is the error of connecting.
func Dial(ctx context.Context, addr, name string) (*Client, error) {
	// Check it before sending: a line feed in it would start another line.
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
	if !stop() { // the deadline is set, or will be in a moment: it is too late, even for a yes
		err = ctx.Err()
	}
	if err != nil {
		nc.Close()
		return nil, fmt.Errorf("join as %s: %w", name, err)
	}
	return c, nil
}

// join waits for the greeting, gives the name and waits for the list of who is here.
// With that list a server says yes. Dial's deadline ends the wait.
//
// The greeting may have any text, so the first line is the greeting. A server that
// closes at this moment tells everybody so. That line looks like an event of the
// room, but it is not a yes.
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

// Say says one line to the room, even if it begins with a slash: a command is not run
// but said. The text may not contain a line feed or a carriage return. With an added
// slash it has at most wire.MaxLine bytes. A text that is refused for this has not
// been sent. An empty text says nothing (P9).
//
// It fails if the server takes nothing for ten seconds. Then part of the line may
// have been sent, so only Close is left to do.
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

// Next waits for the server's next line, without a time limit: a quiet room is not
// a fault. Close ends the wait. A line of more than 193 KiB is replaced by a remark.
// That is a little more than three times the longest line of a client.
//
// The error is io.EOF when the server has closed the connection, and another when the
// connection broke. It stays the same after that. Text is as the server sent it:
// clean it (wire.Clean) before you show it on a terminal.
func (c *Client) Next() (wire.Message, error) {
	line, err := c.inbox.next()
	if err != nil {
		return wire.Message{}, err
	}
	return wire.ParseMessage(line), nil
}

// Close leaves politely. It sends a FIN, so that everything said still arrives. Then
// it reads until the server has closed too, for one second at most. It returns an
// error if the server did not close, or if the connection was already broken. The
// connection is closed in any case.
func (c *Client) Close() error {
	return hangUp(c.nc)
}

// hangUp closes without harm. Closing with input unread would send a reset, which
// destroys what we said and the server has not read yet (RFC 2525, section 2.17). So
// it first reads what still comes, and throws it away.
func hangUp(nc net.Conn) error {
	defer nc.Close()
	nc.SetReadDeadline(time.Now().Add(leaveTime))
	if err := sayGoodbye(nc); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, nc)
	return err
}

// sayGoodbye sends a FIN: we send no more. It also ends a write that is waiting. A
// connection without half-close, such as net.Pipe, sends nothing.
func sayGoodbye(nc net.Conn) error {
	if half, ok := nc.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}
