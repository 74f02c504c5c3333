package draw

import (
	"strings"
	"testing"

	"chatlab/lab/trace"
)

// TestRecordOfARun: a record may go back to a step, which is listed once. Steps named as set-up
// are folded. A reset can be what is wrong: its number is the one after the last byte.
func TestRecordOfARun(t *testing.T) {
	step := func(label, words string) trace.Event {
		return trace.Event{Conn: label, Kind: trace.Step, Note: words}
	}
	data := func(dir trace.Dir, text string) trace.Event {
		return trace.Event{Conn: "ana", Dir: dir, Kind: trace.Data, Data: []byte(text)}
	}
	log := trace.NewLog([]trace.Event{
		step("#1", "ana joins"), step("#2", "ana says a line"), step("whole-lines", "the rule is broken"),
		step("#1", ""),
		{Conn: "ana", Kind: trace.Open}, data(trace.ToServer, "ana\n"), data(trace.ToClient, "Welcome!\n"), data(trace.ToClient, "* in the room: \n"),
		step("#2", ""),
		data(trace.ToServer, "hello\n"),
		{Conn: "ana", Dir: trace.ToClient, Kind: trace.Reset},
		step("whole-lines", ""),
		{Conn: "ana", Dir: trace.ToClient, Kind: trace.Took, Note: trace.Span{From: 25, To: 26, Wrong: 25}.String()},
		{Conn: "whole-lines", Kind: trace.Failed, Note: "expected a FIN"},
	})
	var page strings.Builder
	if err := (Picture{SetUp: []string{"#1"}}).HTML(&page, log); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(page.String(), `class="step"`); n != 3 {
		t.Errorf("%d steps are listed", n)
	}
	for _, want := range []string{
		"set-up: ana joins (4 arrows)",
		`<span class="number"></span><span>the rule is broken</span>`,
		`class="row reset guilty"`,
		"✗ whole-lines: expected a FIN",
	} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("%s is missing in:\n%s", want, page.String())
		}
	}
}
