package draw

import (
	"slices"
	"strings"
	"testing"
	"time"

	"chatlab/lab/trace"
)

// shownRows returns what the rows of a page say, without their arrows: texts, pauses and folds.
func shownRows(log trace.Log) string {
	s := newScene(log, 0)
	var all []string
	for _, row := range fold(s, s.drawing(log, s.clients).Rows) {
		var text strings.Builder
		text.WriteString(row.Label.Text + row.Fold + row.Pause)
		for _, b := range row.Blocks {
			text.WriteString(b.Before + b.Wrong + b.After)
		}
		if !row.Folded {
			all = append(all, text.String())
		}
	}
	return strings.Join(all, "|")
}

// timeOver is a trace in which a time of 800 ms is over 1.2 s before the record knows it. The time counts
// from when ana connected.
func timeOver() trace.Log {
	ms := func(at int, e trace.Event) trace.Event { e.At = time.Duration(at) * time.Millisecond; return e }
	connects := func(at int) []trace.Event {
		return []trace.Event{
			ms(at, trace.Event{Conn: "ana", Kind: trace.Open}),
			ms(at, trace.Event{Conn: "ana", Kind: trace.Fault, Note: "delay 5ms"}),
			ms(at+1, trace.Event{Conn: "ana", Dir: trace.FarToClient, Kind: trace.Data, Data: []byte("Name?\n")}),
			ms(at+2, trace.Event{Conn: "ana", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("Name?\n")}),
		}
	}
	said := trace.Remark{Ago: 1200 * time.Millisecond, Over: 800 * time.Millisecond, Text: "the time is over"}
	return trace.NewLog(slices.Concat([]trace.Event{{Conn: "#1", Kind: trace.Step, Note: "connect ana"}}, connects(10), []trace.Event{
		ms(13, trace.Event{Conn: "#1", Kind: trace.Passed}),
		ms(13, trace.Event{Conn: "#2", Kind: trace.Step, Note: "closed ana"}),
		ms(2010, trace.Event{Conn: "ana", Dir: trace.ToClient, Kind: trace.Missing, Note: "FIN"}),
		ms(2010, trace.Event{Conn: "ana", Kind: trace.Remarked, Note: said.String()}),
		ms(2011, trace.Event{Conn: "#2", Kind: trace.Failed, Note: "no"}),
	}))
}

// TestRemark: a remark is drawn at its moment, though the record has it at the end, and it divides a
// pause. What a time counts from is not folded as set-up.
func TestRemark(t *testing.T) {
	log := timeOver()
	if got, want := shownRows(log), "connects|◇ delay 5ms|Name?⏎|Name?⏎|0.8 s, nothing|the time is over|1.2 s, nothing|FIN|✗ step 2: no"; got != want {
		t.Errorf("rows are\n%s, want\n%s", got, want)
	}
	page := string(htmlOf(t, log))
	for _, want := range []string{"<i>810.0 ms: the time is over</i>", "5 events on 1 connection"} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is missing in the page", want)
		}
	}
	without := log.Only(func(e trace.Event) bool { return e.Kind != trace.Remarked })
	if got := shownRows(without); !strings.HasPrefix(got, "set-up: connect ana (4 arrows)|2.0 s, nothing") {
		t.Errorf("without a remark, rows are %s", got)
	}
}

// TestUnaskedLine: below a line that a step did not ask for is said after which step it came. It is not
// said of a line that the step waited for, nor of one that it caused itself.
func TestUnaskedLine(t *testing.T) {
	said := func(step string, span trace.Span) string {
		log := trace.NewLog([]trace.Event{
			{Conn: "#1", Kind: trace.Step, Note: "say ana hello"},
			{Conn: "ana", Dir: trace.ToServer, Kind: trace.Data, Data: []byte("hello\n")},
			{Conn: "#2", Kind: trace.Step, Note: step},
			{Conn: "bruno", Dir: trace.ToServer, Kind: trace.Data, Data: []byte(QuietLine + "1)\n")},
			{At: time.Millisecond, Conn: "ana", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("[ana] hello\n")},
			{At: time.Second, Conn: "ana", Dir: trace.ToClient, Kind: trace.Took, Note: span.String()},
			{At: time.Second, Conn: "#2", Kind: trace.Failed, Note: "no"},
		})
		return shownRows(log)
	}
	whole := trace.Span{From: 0, To: 12, Wrong: trace.WholeWrong}
	const remarked = "[ana] hello⏎|↑ came after step 1, not asked for|1.0 s, nothing|✗"
	for _, c := range []struct {
		step string
		span trace.Span
		want bool
	}{
		{"quiet ana", whole, true},
		{"hear bruno ana hello", whole, true},
		{"hear ana bruno hello", whole, false},
		{"told ana ^!", whole, false},
		{"quiet ana", trace.Span{From: 0, To: 12, Wrong: 3}, false},
	} {
		if got := said(c.step, c.span); strings.Contains(got, remarked) != c.want || strings.Contains(got, "asked for") != c.want {
			t.Errorf("%s: rows are %s", c.step, got)
		}
	}
}

// TestWhichEventsAct: a step acts if it connects, sends, or does something to the server. What the
// kit sends for the step quiet does not count, even if it comes in one write with something else.
func TestWhichEventsAct(t *testing.T) {
	data := func(dir trace.Dir, text string) trace.Event {
		return trace.Event{Conn: "ana", Dir: dir, Kind: trace.Data, Data: []byte(text)}
	}
	for _, c := range []struct {
		what  string
		event trace.Event
		want  bool
	}{
		{"it connects", trace.Event{Conn: "ana", Kind: trace.Open}, true},
		{"it sends", data(trace.ToServer, "hello\n"), true},
		{"its path sends", data(trace.FarToServer, "hello\n"), true},
		{"it ends", trace.Event{Conn: "ana", Dir: trace.ToServer, Kind: trace.Fin}, true},
		{"the server is stopped", trace.Event{Conn: "server", Kind: trace.Server}, true},
		{"it receives", data(trace.ToClient, "hello\n"), false},
		{"the kit looks", data(trace.ToServer, QuietLine+"1)\n"), false},
		{"the kit looks, after a CR", data(trace.ToServer, "\r"+QuietLine+"1)\n"), false},
		{"a step begins", trace.Event{Conn: "#1", Kind: trace.Step}, false},
	} {
		if got := Acts(c.event); got != c.want {
			t.Errorf("%s: it acts: %v, want %v", c.what, got, c.want)
		}
	}
}

// TestRemarkWhereThereIsLittleRoom: without room a remark has two lines, so that what it says is whole.
func TestRemarkWhereThereIsLittleRoom(t *testing.T) {
	said := trace.Event{Kind: trace.Remarked, Note: trace.Remark{Text: "500ms are over since ana connected: the time for a name"}.String()}
	const first, second = "500ms are over since ana connected:", "the time for a name"
	for width, want := range map[int][2]string{narrowWidth: {first, second}, 600: {first + " " + second, ""}} {
		row := drawnRow{sceneRow: sceneRow{Event: said}}
		if row.drawRemark(width); [2]string{row.Label.Text, row.Below} != want || (row.Arrow == nil) != (row.Below != "") {
			t.Errorf("in %d pixels it says %q and %q, with the arrow %v; want %q", width, row.Label.Text, row.Below, row.Arrow, want)
		}
	}
}
