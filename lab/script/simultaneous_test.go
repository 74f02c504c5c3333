package script

import (
	"testing"
	"time"

	"chatlab/lab/trace"
)

// TestMostTogether: things happened at the same moment only if different clients did them,
// and close together.
func TestMostTogether(t *testing.T) {
	send := func(at time.Duration, conn string) trace.Event {
		return trace.Event{At: at, Conn: conn, Dir: trace.ToServer, Kind: trace.Data}
	}
	hear := func(at time.Duration, conn string) trace.Event {
		return trace.Event{At: at, Conn: conn, Dir: trace.ToClient, Kind: trace.Data}
	}
	for name, c := range map[string]struct {
		events []trace.Event
		want   int
	}{
		"nothing":             {nil, 0},
		"one, often":          {[]trace.Event{send(0, "ana"), send(1, "ana"), send(2, "ana")}, 1},
		"two":                 {[]trace.Event{send(0, "ana"), send(spread, "bruno")}, 2},
		"one after the other": {[]trace.Event{send(0, "ana"), send(spread+1, "bruno")}, 1},
		"who hears":           {[]trace.Event{send(0, "ana"), hear(1, "bruno"), hear(2, "carla")}, 1},
		"when most do": {[]trace.Event{
			send(0, "ana"), send(2*spread, "bruno"), send(2*spread+1, "carla"), send(3*spread, "dora"), send(9*spread, "emil"),
		}, 3},
		"who comes": {[]trace.Event{{Conn: "ana", Kind: trace.Open}, {At: 1, Conn: "bruno", Kind: trace.Open}}, 2},
	} {
		if got := mostTogether(trace.NewLog(c.events), 0); got != c.want {
			t.Errorf("%s: %d within the spread, want %d", name, got, c.want)
		}
	}
	if got := mostTogether(trace.NewLog([]trace.Event{send(0, "ana"), send(1, "bruno")}), 1); got != 1 {
		t.Errorf("of the second event alone: %d", got)
	}
}
