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
type Client struct {
	nc    net.Conn
	inbox *inbox
}

// A Refusal is the error of a server that did not let us in: the name is
// taken or not allowed, or the room is full. Try again with another name.
type Refusal struct {
	Code wire.Code
	Text string // the server's words
}

func (r *Refusal) Error() string { return fmt.Sprintf("refused: %s: %s", r.Code, r.Text) }

// ErrLost is the error when the server is gone without our having asked for
// it: it closed the connection, or a reset ended it.
var ErrLost = errors.New("the server is gone")

const (
	joinTime  = 10 * time.Second // from dialing to being in the room
	writeTime = 10 * time.Second // for one line: longer, and the server does not read
	leaveTime = time.Second      // for the server to say goodbye in turn
)

// Dial connects to a server, gives the name and returns when we are in the
// room. The error is a *Refusal if the server did not let us in. It takes ten
// seconds at most, less if ctx ends.
func Dial(ctx context.Context, addr, name string) (*Client, error) {
	ctx, cancel := context.WithTimeout(ctx, joinTime)
	defer cancel()
	nc, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	c := &Client{nc: nc, inbox: newInbox(nc)}
	stop := context.AfterFunc(ctx, func() { nc.SetDeadline(time.Unix(1, 0)) })
	err = c.join(name)
	if !stop() && err == nil { // too late: the deadline is set, or about to be
		err = ctx.Err()
	}
	if err != nil {
		nc.Close()
		return nil, fmt.Errorf("join as %s: %w", name, err)
	}
	return c, nil
}

// join gives the name and waits for the list of who is here, which is how a
// server says yes.
func (c *Client) join(name string) error {
	if err := wire.CheckName(name); err != nil {
		return err
	}
	if _, err := io.WriteString(c.nc, name+"\n"); err != nil { // Dial's deadline ends it
		return err
	}
	for {
		m, err := c.Next()
		switch {
		case errors.Is(err, io.EOF):
			return ErrLost
		case err != nil:
			return err
		case m.Kind == wire.Event:
			return nil
		case m.Kind == wire.Problem:
			return &Refusal{m.Code, m.Text}
		}
	}
}

// Say says one line to the room, whatever it begins with: a command is not
// run but said. It holds no line feed and no carriage return, since those
// would make it two. It fails if the server takes nothing for ten seconds.
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
	_, err := io.WriteString(c.nc, text+"\n")
	return err
}

// Next waits for the server's next line; Close ends the wait. The error is
// io.EOF when the server has closed the connection. Text is as the server
// sent it: clean it (wire.Clean) before it comes near a terminal.
func (c *Client) Next() (wire.Message, error) {
	line, err := c.inbox.next()
	if err != nil {
		return wire.Message{}, err
	}
	return wire.ParseMessage(line), nil
}

// Close leaves politely: FIN, so that everything said still arrives; then it
// reads until the server has closed, too, for a second at most.
func (c *Client) Close() error {
	defer c.nc.Close()
	c.nc.SetReadDeadline(time.Now().Add(leaveTime))
	if half, ok := c.nc.(interface{ CloseWrite() error }); ok {
		if err := half.CloseWrite(); err != nil {
			return err
		}
	}
	_, err := io.Copy(io.Discard, c.nc)
	return err
}
