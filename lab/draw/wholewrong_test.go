package draw

import (
	"slices"
	"strings"
	"testing"

	"chatlab/lab/trace"
)

// TestLineThatIsWrongAsAWhole: a step that compared no bytes has no wrong byte. The picture shows
// the whole line in red, in each piece of it, and the dump marks nothing.
func TestLineThatIsWrongAsAWhole(t *testing.T) {
	log := trace.NewLog([]trace.Event{
		{Conn: "#1", Kind: trace.Step, Note: "quiet ana"},
		{Conn: "ana", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("* in\n[zoe] on")},
		{Conn: "ana", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("e\n* more\n")},
		{Conn: "ana", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("* later\n")},
		{Conn: "ana", Dir: trace.ToClient, Kind: trace.Took, Note: trace.Span{From: 5, To: 15, Wrong: trace.WholeWrong}.String()},
		{Conn: "#1", Kind: trace.Failed, Note: "no"},
	})
	var red []string
	for _, row := range newScene(log, 0).drawing(log, []string{"ana"}).Rows {
		for _, b := range row.Blocks {
			if b.Wrong != "" {
				red = append(red, b.Before+"|"+b.Wrong+"|"+b.After)
			}
		}
	}
	if want := []string{"|[zoe] on|", "|e⏎|"}; !slices.Equal(red, want) {
		t.Errorf("red are %q, want %q", red, want)
	}
	if page := string(htmlOf(t, log)); strings.Count(page, `guilty" tabindex`) != 2 || strings.Contains(page, "data-wrong") {
		t.Error("the page marks a byte, or has not both arrows in red")
	}
}
