package draw

import (
	"strings"
	"testing"
	"time"

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
	} {
		e.At = time.Duration(len(all)) * time.Millisecond
		all = append(all, e)
	}
	log := trace.NewLog(all)
	var rows []string
	for _, row := range newScene(log, 0).drawing(log, []string{"ana", "bruno"}).Rows {
		var gone strings.Builder
		for i, line := range row.Lines {
			if line.Gone {
				gone.WriteString([]string{"ana", "server", "bruno"}[i] + " ")
			}
		}
		rows = append(rows, strings.TrimSpace(row.Class+": "+gone.String()))
	}
	want := "open:, open:, fin:, data:, fin:, reset: ana, open: ana bruno, data: bruno"
	if got := strings.Join(rows, ", "); got != want {
		t.Errorf("rows are\n%s, want\n%s", got, want)
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
