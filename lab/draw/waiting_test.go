package draw

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/layout"
	"chatlab/lab/trace"
)

// stalled returns a trace in which a server waits for bruno, who reads nothing, and ana for the
// server. In the end bruno reads again.
func stalled() trace.Log {
	var events []trace.Event
	add := func(ms int, conn string, dir trace.Dir, kind trace.Kind, note string) {
		events = append(events, trace.Event{At: time.Duration(ms) * time.Millisecond, Conn: conn, Dir: dir, Kind: kind, Note: note})
	}
	held := func(ms int) {
		add(ms, "bruno", trace.ToClient, trace.Held, trace.Buffers{Send: 206_000, Receive: 6000}.String())
		add(ms, "ana", trace.ToServer, trace.Held, trace.Buffers{Receive: 2_100_000}.String())
	}
	add(0, "#1", trace.None, trace.Step, "join ana bruno")
	add(1, "ana", trace.None, trace.Open, "")
	add(1, "bruno", trace.None, trace.Open, "")
	add(2, "#2", trace.None, trace.Step, "freeze bruno")
	add(2, "bruno", trace.None, trace.Fault, string(trace.StopsReading))
	add(2, "#3", trace.None, trace.Step, "flood ana 8MB")
	add(1810, "ana", trace.ToServer, trace.Blocked, trace.Wait{For: 1800 * time.Millisecond, Taken: 12_000, Of: 64_000}.String())
	add(1810, "ana", trace.ToServer, trace.Data, "flood: 2112000 bytes sent: then the server took nothing more")
	held(1900)
	add(1901, "#4", trace.None, trace.Step, "hear bruno ana x")
	add(1902, "bruno", trace.ToServer, trace.Data, "")
	events[len(events)-1].Data = []byte("hello\n")
	held(3900)
	add(3901, "#4", trace.None, trace.Failed, "expected x")
	add(3902, "bruno", trace.None, trace.Fault, string(trace.ReadsAgain))
	add(3903, "bruno", trace.ToClient, trace.Fin, "")
	return trace.NewLog(events)
}

// TestLadderOfWhatWaits: a write that waits is at its beginning and does not get to the other end. What
// waits is beside the end whose buffer has it. A client that reads nothing has a different life line, and a
// ladder that begins later still says since when.
func TestLadderOfWhatWaits(t *testing.T) {
	want := `              ana                        server                        bruno
    2.0 ms     │                            │              stops reading ◇
   10.0 ms     │── a write waits 1.8 s ─┤   │                            ░
               ┊ 1.9 s later                ┊                            ┊
 1900.0 ms     │                            │▒▒ 212 KB wait for bruno  ▒▒░
 1900.0 ms     │   2.1 MB wait            ▒▒│                            ░
 1902.0 ms     │                            │◀─"hello⏎"──────────────────░
               ┊ 2.0 s, nothing             ┊                            ┊
 3900.0 ms     │                            │▒▒ 212 KB wait for bruno  ▒▒░
 3900.0 ms     │   2.1 MB wait            ▒▒│                            ░
 3902.0 ms     │                            │                reads again ◇
 3903.0 ms     │                            │── FIN ────────────────────▶│
`
	got := Ladder{Conns: []string{"ana", "bruno"}, From: 2 * time.Millisecond}.Draw(stalled())
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ladder (-want +got):\n%s", diff)
	}
	later := Ladder{Conns: []string{"bruno", "ana"}, From: 3 * time.Second}.Draw(stalled())
	for _, want := range []string{"    2.0 ms     ◇ stops reading              │", "3900.0 ms     ░▒▒ 212 KB wait for bruno  ▒▒│", "3903.0 ms     │◀─ FIN"} {
		if !strings.Contains(later, want) {
			t.Errorf("the ladder lacks %q:\n%s", want, later)
		}
	}
	for _, width := range []int{40, 50, 60, 80} {
		for line := range strings.Lines(Ladder{Conns: []string{"ana", "bruno"}, Width: width}.Draw(stalled())) {
			if columns := layout.Columns(strings.TrimSuffix(line, "\n")); columns > width {
				t.Errorf("%d columns of %d: %s", columns, width, line)
			}
		}
	}
}

// TestPictureOfWhatWaits: the same in a picture. The life line of a client that reads nothing is striped
// from the one event to the other, also where the page says that nothing happened, and where a
// step failed.
func TestPictureOfWhatWaits(t *testing.T) {
	s := newScene(stalled(), 0)
	var rows []string
	for _, row := range fold(s, s.drawing(stalled(), []string{"ana", "bruno"}).Rows) {
		var text strings.Builder
		text.WriteString(row.Label.Text + row.Pause + row.Fold)
		for _, line := range row.Lines {
			if line.Frozen {
				text.WriteString(" | striped")
			}
		}
		for _, q := range row.Queues {
			text.WriteString(map[bool]string{true: " | queue right of a line", false: " | queue left of a line"}[q.To > q.From])
		}
		rows = append(rows, text.String())
	}
	want := []string{"connects", "connects",
		"stops reading ◇ | striped",
		"a write waits 1.8 s | striped",
		"1.8 s, nothing but a write that waits | striped",
		"flood: 2.1 MB sent | striped",
		"212 KB wait for bruno | striped | queue right of a line | queue left of a line",
		"2.1 MB wait for the server | striped | queue left of a line",
		" | striped", // hello, in a block
		"2.0 s, nothing | striped",
		"212 KB wait for bruno | striped | queue right of a line | queue left of a line",
		"2.1 MB wait for the server | striped | queue left of a line",
		"✗ step 4: expected x | striped",
		"reads again ◇",
		"FIN",
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	page := string(htmlOf(t, stalled()))
	for _, want := range []string{
		`<i>10.0 ms: ana to the server: a write of 64000 bytes waits 1.8 s, and then 12000 of them are taken</i>`,
		`<i>1900.0 ms: bruno has not read 212000 bytes that the server has written: 206000 in the send buffer, 6000 in the receive buffer</i>`,
		`This client reads nothing.`, `Bytes wait in this buffer`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if page := string(htmlOf(t, talk())); strings.Contains(page, "Bytes wait in this buffer") {
		t.Error("the page explains queues, and has none")
	}
	var svg bytes.Buffer
	if err := (Picture{}).SVG(&svg, stalled()); err != nil {
		t.Fatal(err)
	}
	for class, want := range map[string]int{"queue": 6, "frozen": 11} {
		if n := strings.Count(svg.String(), `class="`+class+`"`); n != want {
			t.Errorf("the picture alone has %d of %s, want %d", n, class, want)
		}
	}
}

// TestQueues: of what waits on one connection in one direction, the most has the longest queue, and
// nothing has none.
func TestQueues(t *testing.T) {
	for _, c := range []struct{ bytes, most, length int }{{1000, 1000, queueLength}, {500, 1000, queueLength / 2}, {1, 1000, leastQueue}} {
		d := drawnRow{sceneRow: sceneRow{Event: trace.Event{Kind: trace.Held, Note: trace.Buffers{Send: c.bytes}.String()}}}
		d.drawWaiting("", 1000, 0, c.most)
		if len(d.Queues) != 1 || d.Queues[0].From-d.Queues[0].To != c.length {
			t.Errorf("%d of %d bytes: %v, want one of %d", c.bytes, c.most, d.Queues, c.length)
		}
	}
}
