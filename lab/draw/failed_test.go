package draw

import (
	"fmt"
	"strings"
	"testing"

	"chatlab/lab/layout"
	"chatlab/lab/trace"
)

// TestFailedRowShowsTheDifference: what was expected and what was received are cut around the place
// where they differ, one above the other, wide and narrow.
func TestFailedRowShowsTheDifference(t *testing.T) {
	same := strings.Repeat("0123456789", 12)
	log := trace.NewLog([]trace.Event{
		{Conn: "#1", Kind: trace.Step, Note: "hear bruno ana --size 200"},
		{Conn: "bruno", Kind: trace.Open},
		{Conn: "#1", Kind: trace.Failed, Note: "expected \"" + same + "abc\"\nreceived \"" + same + "xyz\"\nbyte 121 differs"},
	})
	s := newScene(log, 0)
	for name, d := range map[string]drawing{"wide": s.drawing(log, []string{"bruno"}), "narrow": s.narrow(log)} {
		row := d.Rows[len(d.Rows)-1]
		expected, received := row.Label.Text, row.Below
		before, _, shown := strings.Cut(expected, "abc")
		other, _, also := strings.Cut(received, "xyz")
		if !shown || !also || layout.Columns(before) != layout.Columns(other) {
			t.Errorf("%s: the difference is not visible, or not in the same column:\n%s\n%s", name, expected, received)
		}
		if room := (d.Width - 2*noteX); pixels(layout.Columns(expected)) > room || pixels(layout.Columns(received)) > room {
			t.Errorf("%s: wider than %d pixels:\n%s\n%s", name, room, expected, received)
		}
	}
}

// TestFailedRowInWords: texts that differ at once stay as they are.
func TestFailedRowInWords(t *testing.T) {
	row := sceneRow{Event: trace.Event{Conn: "#7"}, Failed: "expected the list of who is in the room\nreceived nothing"}
	if first, below := row.failedLines(30); first != "✗ step 7: expected the list o…" || below != "received nothing" {
		t.Errorf("the row says %q and %q", first, below)
	}
}

// TestFailureFitsAWindow: however many life lines there are, a window of 1280 pixels shows the whole text
// of a failure beside the steps and the times.
func TestFailureFitsAWindow(t *testing.T) {
	const room = 1280 - 352 - atColumn
	var events []trace.Event
	for i := range mostColumns {
		events = append(events, trace.Event{Conn: fmt.Sprint("guest", i), Kind: trace.Open})
	}
	log := trace.NewLog(append(events, trace.Event{Conn: "#1", Kind: trace.Step}, trace.Event{Conn: "#1", Kind: trace.Failed, Note: "expected " + strings.Repeat("x", 300) + "\nreceived nothing"}))
	rows := newScene(log, 0).drawing(log, log.Conns()).Rows
	if got := rows[len(rows)-1].TextWidth(); got > room || got < room-100 {
		t.Errorf("the text is %d pixels wide, and there is room for %d", got, room)
	}
}
