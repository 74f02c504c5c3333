package draw

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"chatlab/lab/trace"
)

// TestPauseSaysWhatLasted: while a client sends a flood, which is one row at its end, no pause says
// that nothing happened. A write that waits only for a part of it is shown too. A pause that is
// over before the flood begins is a pause.
func TestPauseSaysWhatLasted(t *testing.T) {
	read := func(at int) trace.Event {
		return trace.Event{At: time.Duration(at) * time.Millisecond, Conn: "bruno", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("x\n")}
	}
	at := func(at int, kind trace.Kind, conn, note string) trace.Event {
		return trace.Event{At: time.Duration(at) * time.Millisecond, Conn: conn, Dir: trace.ToServer, Kind: kind, Note: note}
	}
	log := trace.NewLog([]trace.Event{
		{Conn: "#1", Kind: trace.Step, Note: "quiet 1s"}, read(0), read(1000),
		at(1000, trace.Step, "#2", "flood ana 8MB"), read(2000),
		at(3500, trace.Blocked, "ana", trace.Wait{For: 1000 * time.Millisecond, Of: 10}.String()), read(4000),
		at(5000, trace.Data, "ana", "flood: 2500000 bytes sent: all of it"),
		at(5000, trace.Step, "#3", "hear bruno"), read(6000),
	})
	var got []string
	s := newScene(log, 0)
	for _, row := range fold(s, s.drawing(log, []string{"ana", "bruno"}).Rows) {
		if row.Pause != "" {
			got = append(got, row.Pause)
		}
	}
	want := "1.0 s, nothing|1.0 s of the flood of ana|0.5 s of the flood of ana|1.5 s of the flood of ana; a write waits|1.0 s of the flood of ana|1.0 s, nothing"
	if got := strings.Join(got, "|"); got != want {
		t.Errorf("pauses are\n%s, want\n%s", got, want)
	}
}

// TestPauseAmongFasterRows: a pause that is long against what is around it is shown, on a page and in
// a picture. One of many alike is not, nor one of a few milliseconds, nor the time that a failed step
// takes to look for more.
func TestPauseAmongFasterRows(t *testing.T) {
	rows := func(micros ...int) trace.Log {
		events, at := []trace.Event{{Conn: "#1", Kind: trace.Step, Note: "race 2 ana"}}, 0
		for _, later := range micros {
			at += later
			events = append(events, trace.Event{At: time.Duration(at) * time.Microsecond, Conn: "ana", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("x\n")})
		}
		return trace.NewLog(append(events, trace.Event{At: time.Duration(at)*time.Microsecond + 60*time.Millisecond, Conn: "#1", Kind: trace.Failed, Note: "no"}))
	}
	for name, c := range map[string]struct {
		log  trace.Log
		want int
	}{
		"a slow answer":       {rows(0, 30, 20, 54_000, 80, 70), 1},
		"a drip":              {rows(0, 54_000, 54_000, 54_000, 54_000), 0},
		"a moment":            {rows(0, 30, 20, 9_000, 80, 70), 0},
		"a slow beginning":    {rows(0, 54_000, 20, 30, 80, 70), 1},
		"a second among many": {rows(0, 1_000_000, 1_000_000, 1_000_000), 3},
	} {
		var svg bytes.Buffer
		if err := (Picture{}).SVG(&svg, c.log); err != nil {
			t.Fatal(err)
		}
		for what, text := range map[string]string{"page": shownRows(c.log), "picture": svg.String()} {
			if got := strings.Count(text, "s, nothing"); got != c.want {
				t.Errorf("%s: the %s has %d pauses, want %d:\n%s", name, what, got, c.want, text)
			}
		}
	}
	if got := shownRows(rows(0, 30, 20, 54_000, 80, 70)); !strings.Contains(got, "|54 ms, nothing|") {
		t.Errorf("rows are %s", got)
	}
}

// TestTimesOfAPicture: a time that would not fit beside its row is in seconds, for screen readers
// too.
func TestTimesOfAPicture(t *testing.T) {
	for at, want := range map[time.Duration]string{
		9_999_900 * time.Microsecond:     "9999.9 ms",
		10 * time.Second:                 "10.000 s",
		1_007_001_300 * time.Microsecond: "1007.001 s",
	} {
		page := string(htmlOf(t, trace.NewLog([]trace.Event{{At: at, Conn: "ana", Kind: trace.Open}})))
		for _, form := range []string{`aria-hidden="true">` + want + "<", "<i>" + want + ": ana connects"} {
			if !strings.Contains(page, form) {
				t.Errorf("%v: %s is missing in the page", at, form)
			}
		}
	}
}
