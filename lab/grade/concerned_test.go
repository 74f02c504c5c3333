package grade

import (
	"slices"
	"testing"

	"chatlab/lab/trace"
)

// TestSilentClients: a failure concerns a client that reads nothing only while bytes wait for it.
func TestSilentClients(t *testing.T) {
	stops := trace.Event{Conn: "bruno", Kind: trace.Fault, Note: trace.StopsReading}
	reads := trace.Event{Conn: "bruno", Kind: trace.Fault, Note: trace.ReadsAgain}
	held := trace.Event{Conn: "bruno", Dir: trace.ToClient, Kind: trace.Held, Note: trace.Buffers{Send: 1}.String()}
	unread := trace.Event{Conn: "bruno", Dir: trace.ToServer, Kind: trace.Held, Note: trace.Buffers{Send: 1}.String()}
	reset := trace.Event{Conn: "bruno", Dir: trace.ToClient, Kind: trace.Reset}
	for name, c := range map[string]struct {
		events []trace.Event
		want   []string
	}{
		"it stops, and bytes wait":         {[]trace.Event{stops, unread, held}, []string{"bruno"}},
		"it stops, and nothing is said":    {[]trace.Event{stops}, nil},
		"only its own bytes wait":          {[]trace.Event{stops, unread}, nil},
		"it reads again":                   {[]trace.Event{stops, held, reads}, nil},
		"the server has cut it off":        {[]trace.Event{stops, held, reset}, nil},
		"bytes wait, and it reads all day": {[]trace.Event{held}, nil},
	} {
		if got := frozen(trace.NewLog(c.events)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
