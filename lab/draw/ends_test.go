package draw

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/trace"
)

// TestPictureOfEnds: a life line is broken after its connection has ended, and whole again after
// a new one.
func TestPictureOfEnds(t *testing.T) {
	in, out := trace.ToServer, trace.ToClient
	var all []trace.Event
	for _, e := range []trace.Event{
		{Conn: "ana", Kind: trace.Open}, {Conn: "bruno", Kind: trace.Open},
		{Conn: "ana", Dir: in, Kind: trace.Fin}, {Conn: "ana", Dir: out, Kind: trace.Data, Data: []byte("x\n")}, {Conn: "ana", Dir: out, Kind: trace.Fin},
		{Conn: "bruno", Dir: in, Kind: trace.Reset}, {Conn: "ana", Kind: trace.Open}, {Conn: "ana", Dir: in, Kind: trace.Data, Data: []byte("y\n")},
		{Conn: "bruno", Kind: trace.Open}, trace.StopsReading.Of("bruno"), trace.LosesPower.Of("bruno"), {Conn: "ana", Dir: in, Kind: trace.Data, Data: []byte("z\n")},
	} {
		e.At = time.Duration(len(all)) * time.Millisecond
		all = append(all, e)
	}
	log := trace.NewLog(all)
	var rows []string
	drawn := newScene(log, 0).drawing(log, []string{"ana", "bruno"}).Rows
	for _, row := range drawn {
		var gone strings.Builder
		for i, line := range row.Lines {
			if line.Gone {
				gone.WriteString([]string{"ana", "server", "bruno"}[i] + " ")
			}
		}
		rows = append(rows, strings.TrimSpace(row.Class+": "+gone.String()))
	}
	want := "open:, open:, fin:, data:, fin:, reset: ana, open: ana bruno, data: bruno, open: bruno, fault:, fault:, data: bruno"
	if got := strings.Join(rows, ", "); got != want {
		t.Errorf("rows are\n%s, want\n%s", got, want)
	}
	bruno := drawn[0].Lines[2].X
	if power := drawn[len(drawn)-2]; power.Label.Text != "loses power ◇" || (power.Label.X-bruno)*(power.Label.X-bruno) > 400 || power.says() != "10.0 ms: bruno loses power" {
		t.Errorf("the note is %+v, and bruno's line at %d; it is read as %q", power.Label, bruno, power.says())
	}
	if last := drawn[len(drawn)-1]; last.Frozen["bruno"] {
		t.Error("a host without power does not read: its line is striped")
	}
}

// TestPictureOfAKilledServer: the server's life line is broken from its end until it is started again,
// on a page as well. If nothing says when it ended, the line is broken where it is started again.
func TestPictureOfAKilledServer(t *testing.T) {
	server := func(what string) trace.Event { return trace.Event{Conn: "server", Kind: trace.Server, Note: what} }
	says := func(text string) trace.Event {
		return trace.Event{Conn: "others", Dir: trace.ToServer, Kind: trace.Data, Data: []byte(text + "\n")}
	}
	log := trace.NewLog([]trace.Event{
		{Conn: "others", Kind: trace.Open}, server(trace.ServerKilled), {Conn: "others", Dir: trace.ToClient, Kind: trace.Fin}, server(trace.ServerStarted),
		says("one"), server("interrupted"), says("two"), server(trace.ServerStarted), says("three"), server(trace.ServerEnded + ": exit status 0"), says("four"),
	})
	s := newScene(log, 0)
	for name, clients := range map[string][]string{"of its own": {"others"}, "that others share": nil} {
		var broken strings.Builder
		for i, row := range s.drawing(log, clients).Rows {
			for _, line := range row.Lines {
				if line.Gone {
					broken.WriteString(fmt.Sprintf("%d at %d ", i, line.X))
				}
			}
		}
		at := s.drawing(log, clients).Server
		if want := fmt.Sprintf("2 at %[1]d 3 at %[1]d 7 at %[1]d 10 at %[1]d ", at); broken.String() != want {
			t.Errorf("with a life line %s, broken lines are %s, want %s", name, broken.String(), want)
		}
	}
	if got := strings.Count(string(htmlOf(t, log)), `class="gone"`); got != 2*4 {
		t.Errorf("the page has %d broken life lines, want 4 in each of its two forms", got)
	}
}

// TestLadderIsBroken: a ladder breaks a life line where its connection or the server has ended, and all
// of them where nothing happens for a long time. It does not say "nothing" if others did something
// meanwhile.
func TestLadderIsBroken(t *testing.T) {
	says := func(ms int, conn string) trace.Event {
		return trace.Event{At: time.Duration(ms) * time.Millisecond, Conn: conn, Dir: trace.ToServer, Kind: trace.Data, Data: []byte("x\n")}
	}
	at := func(ms int, e trace.Event) trace.Event { e.At = time.Duration(ms) * time.Millisecond; return e }
	server := func(ms int, what string) trace.Event {
		return at(ms, trace.Event{Conn: "server", Kind: trace.Server, Note: what})
	}
	log := trace.NewLog([]trace.Event{
		says(0, "ana"), says(399, "ana"), says(2000, "ana"),
		at(2001, trace.Event{Conn: "ana", Dir: trace.ToServer, Kind: trace.Reset}), says(2002, "bruno"),
		says(3000, "zoe"), says(4000, "bruno"), server(4001, trace.ServerEnded+": exit status 0"),
		at(4002, trace.Event{Conn: "bruno", Dir: trace.ToClient, Kind: trace.Fin}), server(4003, trace.ServerStarted), says(4004, "bruno"),
	})
	want := `              ana                        server                        bruno
    0.0 ms     │──"x⏎"─────────────────────▶│                            │
  399.0 ms     │──"x⏎"─────────────────────▶│                            │
               ┊ 1.6 s, nothing             ┊                            ┊
 2000.0 ms     │──"x⏎"─────────────────────▶│                            │
 2001.0 ms     │── RST ────────────────────▶│                            │
 2002.0 ms     ┊                            │◀─"x⏎"──────────────────────│
               ┊ 2.0 s later                ┊                            ┊
 4000.0 ms     ┊                            │◀─"x⏎"──────────────────────│
 4001.0 ms     ┊                            ◇ not running any more: exit status…
 4002.0 ms     ┊                            ┊── FIN ────────────────────▶│
 4003.0 ms     ┊                            ◇ started again              │
 4004.0 ms     ┊                            │◀─"x⏎"──────────────────────│
`
	if diff := cmp.Diff(want, Ladder{Conns: []string{"ana", "bruno"}}.Draw(log)); diff != "" {
		t.Errorf("ladder (-want +got):\n%s", diff)
	}
}

// TestPictureOfAMissingLine: a line that did not come is an arrow of its own kind, it is shown as a
// part of the failure, and the page says what the arrow means.
func TestPictureOfAMissingLine(t *testing.T) {
	log := trace.NewLog([]trace.Event{
		{Conn: "#1", Kind: trace.Step, Note: "hear ana bruno hello"},
		{Conn: "ana", Kind: trace.Open},
		{At: time.Second, Conn: "ana", Dir: trace.ToClient, Kind: trace.Missing, Note: "[bruno] hello\n"},
		{At: time.Second, Conn: "#1", Kind: trace.Failed, Note: "expected it"},
	})
	page := string(htmlOf(t, log))
	for _, want := range []string{`class="row missing failed"`, "this never came to ana: [bruno] hello⏎", "A dotted red arrow did not come."} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is missing in the page", want)
		}
	}
	if strings.Contains(string(htmlOf(t, log.Only(func(e trace.Event) bool { return e.Kind != trace.Missing }))), "dotted red arrow") {
		t.Error("the page explains an arrow that it has not")
	}
}
