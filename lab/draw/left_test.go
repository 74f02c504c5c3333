package draw

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"chatlab/lab/trace"
)

// gap returns a trace from which the middle was left out: 2 s, and bytes that bruno received.
func gap() trace.Log {
	return trace.NewLog([]trace.Event{
		{Conn: "#1", Kind: trace.Step, Note: "flood"},
		{Conn: "bruno", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("first\nhalf a li")},
		{At: time.Millisecond, Conn: "trace", Kind: trace.Left, Note: "9 events with 100 bytes are left out here; look elsewhere"},
		{At: 2 * time.Second, Conn: "bruno", Dir: trace.ToClient, Kind: trace.Left, Note: "100 bytes"},
		{At: 2 * time.Second, Conn: "bruno", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("last\n")},
		{At: 2 * time.Second, Conn: "bruno", Dir: trace.ToClient, Kind: trace.Took, Note: trace.Span{From: 115, To: 120, Wrong: 117}.String()},
		{At: 2 * time.Second, Conn: "#1", Kind: trace.Failed, Note: "no"},
	})
}

// TestPictureOfACutTrace: the page and the ladder say where something is missing. The page does not call
// it a pause, does not know whether a line had begun there, and still finds the wrong byte.
func TestPictureOfACutTrace(t *testing.T) {
	const note = "9 events with 100 bytes are left out here; look elsewhere"
	page := string(htmlOf(t, gap()))
	if strings.Count(page, "… "+note) != 1 || strings.Contains(page, "s, nothing") {
		t.Error("the page does not say that events are missing, or calls it a pause")
	}
	s := newScene(gap(), 0)
	if last := s.rows[2]; !last.Guilty || last.Wrong != 2 || last.Torn {
		t.Errorf("the last arrow is %+v", last)
	}
	ladder := Ladder{Conns: []string{"bruno"}, Steps: true, Width: 100}.Draw(gap())
	if !strings.Contains(ladder, "… "+note) {
		t.Errorf("the ladder is\n%s", ladder)
	}
}

// TestCaptureOfACutTrace: what is left out is missing in the sequence numbers too, as when a
// capture has missed something.
func TestCaptureOfACutTrace(t *testing.T) {
	f := newFlow(netip.MustParseAddr("198.18.1.1"), netip.MustParseAddr("198.18.0.1"), 1)
	var last packet
	next := uint32(0) // the sequence number that would follow
	for _, e := range gap().All() {
		for _, p := range f.packets(e, false) {
			if len(p.data) > 0 {
				last, next = p, last.from.next+uint32(len(last.data))
			}
		}
	}
	if missing := last.from.next - next; missing != 100 {
		t.Errorf("%d bytes are missing before the last packet, want 100", missing)
	}
}

// TestReadWithALeftOutMiddle: a long read whose middle was left out stays one arrow. It says how much
// came, finds the wrong byte after the middle, and numbers the bytes as they came.
func TestReadWithALeftOutMiddle(t *testing.T) {
	data := []byte(strings.Repeat("0123456789abcde\n", 40_000))
	copy(data[500_000:], "WRONG")
	read := trace.Event{Conn: "ana", Dir: trace.ToClient, Kind: trace.Data, Data: data}
	log := trace.NewLog([]trace.Event{
		{Conn: "#1", Kind: trace.Step, Note: "flood"}, read, {At: time.Second, Conn: "ana", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("more\n")},
		{Conn: "ana", Dir: trace.ToClient, Kind: trace.Took, Note: trace.Span{From: 0, To: len(data), Wrong: 500_002}.String()},
	}).Shortened(trace.Size{Bytes: 30_000}, "x")
	s := newScene(log, 0)
	var arrows []sceneRow
	for _, row := range s.rows {
		if row.Kind == trace.Data {
			arrows = append(arrows, row)
		}
	}
	if len(arrows) != 2 || arrows[0].bytes() != len(data) || arrows[1].before != len(data) {
		t.Fatalf("%d arrows, the first with %d bytes; the second begins at %d", len(arrows), arrows[0].bytes(), arrows[1].before)
	}
	if wrong := arrows[0].Data[arrows[0].Wrong]; wrong != 'O' || !arrows[0].Guilty || arrows[1].Guilty {
		t.Errorf("the wrong byte is %q", wrong)
	}
	page := string(htmlOf(t, log))
	for _, want := range []string{`data-wrong="500002"`, `the server to ana, 640000 bytes: `, `<g class="block"><text class="label text"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if at := strings.Index(page, `data-at="`); at < 0 || !strings.HasPrefix(page[at:], `data-at="499944"`) {
		t.Errorf("the bytes of the page begin with %.20s", page[max(at, 0):])
	}
}
