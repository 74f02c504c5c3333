// Package testclient is how the tests of the server's packages talk to a server. They
// say something and expect lines, each within a time limit. A line that does not
// come, or is different, ends the test.
package testclient

import (
	"bufio"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"chatlab/server/wire"
)

// Patience is how long a test waits for what must come.
const Patience = time.Minute

// A Client is the client of a test. It is for one goroutine.
type Client struct {
	T  testing.TB
	nc net.Conn

	// In holds what the server said and no test has read yet.
	In *bufio.Reader
}

// Over returns a client over a connection. The caller still has to close that.
func Over(t testing.TB, nc net.Conn) *Client {
	return &Client{T: t, nc: nc, In: bufio.NewReaderSize(nc, 256<<10)}
}

// Join expects the greeting and gives a name; it returns when the server has
// said who is here.
func (c *Client) Join(name string) {
	c.T.Helper()
	c.Expect(wire.Greeting)
	c.Say(name + "\n")
	if line := c.Line(); !strings.HasPrefix(line, "* in the room:") {
		c.T.Fatalf("%s: %q", name, line)
	}
}

// Say sends text as it is, in one write.
func (c *Client) Say(text string) {
	c.T.Helper()
	c.nc.SetWriteDeadline(time.Now().Add(Patience))
	if _, err := io.WriteString(c.nc, text); err != nil {
		c.T.Fatal(err)
	}
}

// Line returns the next line, with its LF.
func (c *Client) Line() string {
	c.T.Helper()
	c.nc.SetReadDeadline(time.Now().Add(Patience))
	line, err := c.In.ReadString('\n')
	if err != nil {
		c.T.Fatalf("after %q: %v", line, err)
	}
	return line
}

// Expect expects lines, each with its LF.
func (c *Client) Expect(lines ...string) {
	c.T.Helper()
	for _, want := range lines {
		if got := c.Line(); got != want {
			c.T.Fatalf("got %.200q, want %.200q", got, want)
		}
	}
}

// ExpectEnd expects the end of the stream and nothing before it: a FIN over TCP, a
// close_notify over TLS. A reset is an error.
func (c *Client) ExpectEnd() {
	c.T.Helper()
	c.nc.SetReadDeadline(time.Now().Add(Patience))
	if rest, err := io.ReadAll(c.In); err != nil || len(rest) > 0 {
		c.T.Fatalf("at the end: %.200q, %v", rest, err)
	}
}
