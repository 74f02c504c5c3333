// Package talk is how the tests of the server's packages talk to a server: they
// say something and expect lines, each within a time. What does not come, or is
// another, ends the test.
package talk

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

// A Talk is one client's talk with a server. It is for one goroutine.
type Talk struct {
	T  testing.TB
	nc net.Conn

	// In has what the server said and nobody has asked for yet.
	In *bufio.Reader
}

// Over returns a talk over a connection, which stays the caller's to close.
func Over(t testing.TB, nc net.Conn) *Talk {
	return &Talk{T: t, nc: nc, In: bufio.NewReaderSize(nc, 256<<10)}
}

// Join expects the greeting and gives a name; it returns when the server has
// said who is here.
func (k *Talk) Join(name string) {
	k.T.Helper()
	k.Expect(wire.Greeting)
	k.Say(name + "\n")
	if line := k.Line(); !strings.HasPrefix(line, "* in the room:") {
		k.T.Fatalf("%s: %q", name, line)
	}
}

// Say sends text as it is, in one write.
func (k *Talk) Say(text string) {
	k.T.Helper()
	k.nc.SetWriteDeadline(time.Now().Add(Patience))
	if _, err := io.WriteString(k.nc, text); err != nil {
		k.T.Fatal(err)
	}
}

// Line returns the next line, with its LF.
func (k *Talk) Line() string {
	k.T.Helper()
	k.nc.SetReadDeadline(time.Now().Add(Patience))
	line, err := k.In.ReadString('\n')
	if err != nil {
		k.T.Fatalf("after %q: %v", line, err)
	}
	return line
}

// Expect expects lines, each with its LF.
func (k *Talk) Expect(lines ...string) {
	k.T.Helper()
	for _, want := range lines {
		if got := k.Line(); got != want {
			k.T.Fatalf("got %.200q, want %.200q", got, want)
		}
	}
}

// ExpectEnd expects nothing more, and the stream's end: over TCP a FIN, over TLS
// a close_notify. A reset is an error.
func (k *Talk) ExpectEnd() {
	k.T.Helper()
	k.nc.SetReadDeadline(time.Now().Add(Patience))
	if rest, err := io.ReadAll(k.In); err != nil || len(rest) > 0 {
		k.T.Fatalf("at the end: %.200q, %v", rest, err)
	}
}
