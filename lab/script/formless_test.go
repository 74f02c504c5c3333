package script

import (
	"bytes"
	"net"
	"testing"
)

// indentsLists writes spaces before each list of who is in the room, so that the list has no form
// of the protocol.
type indentsLists struct{ net.Conn }

func (c indentsLists) Write(p []byte) (int, error) {
	list := []byte("* in the room")
	_, err := c.Conn.Write(bytes.ReplaceAll(p, list, append([]byte("  "), list...)))
	return len(p), err
}

// TestSaysWhatDoesNotMatch: where a kind of line was expected and one came that has no form of the
// protocol, the failure shows that line, and says that it begins wrongly.
func TestSaysWhatDoesNotMatch(t *testing.T) {
	t.Parallel()
	for steps, why := range map[string]string{
		"server\njoin ana": "the line has to begin with *",
		"server\nconnect ana\nsend ana 'ana\\n'\ntold ana '^\\*'": formless,
	} {
		t.Run(steps, func(t *testing.T) {
			t.Parallel()
			sc, err := scenario(t, "# A test.\n"+steps+"\n")
			if err != nil {
				t.Fatal(err)
			}
			f := settled(t, sc, "it indents its lists", Options{}).Failure
			if f == nil {
				t.Fatalf("%q has not failed", steps)
			}
			if f.Received.Data != "  * in the room: \n" || f.Mark != 0 || f.Why != why {
				t.Errorf("%q: received %s, mark %d, %q; want the line, marked at its beginning: %s", steps, f.Received, f.Mark, f.Why, why)
			}
		})
	}
}
