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

// TestLineThatWasMeant: a line that is right, and should have come to another client too, shows the
// byte where the two differ, however far in it is. It is not shown as wrong.
func TestLineThatWasMeant(t *testing.T) {
	text := strings.Repeat("x", 80) + "11\n"
	log := trace.NewLog([]trace.Event{
		{Conn: "#1", Kind: trace.Step, Note: "sim"},
		{Conn: "ana", Dir: trace.ToClient, Kind: trace.Data, Data: []byte(text)},
		{Conn: "ana", Dir: trace.ToClient, Kind: trace.Took, Note: trace.Span{From: 0, To: len(text), Wrong: 81, Meant: true}.String()},
		{Conn: "#1", Kind: trace.Failed, Note: "no"},
	})
	row := newScene(log, 0).drawing(log, []string{"ana"}).Rows[0]
	if last := row.Blocks[0]; row.Class != "data meant" || !strings.HasSuffix(last.Before+"|"+last.Wrong+last.After, "x1|1⏎") {
		t.Errorf("its class is %q, and its blocks are %+v", row.Class, row.Blocks)
	}
	if page := string(htmlOf(t, log)); !strings.Contains(page, "this is what should have come to the other client too") || !strings.Contains(page, "Green: this should have come") || strings.Contains(page, "data-wrong") {
		t.Error("the page does not say what the line is, or marks a byte of it as wrong")
	}
}
