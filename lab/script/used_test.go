package script

import (
	"strings"
	"testing"

	"chatlab/lab/trace"
)

// TestRecordOfUse: the record says which bytes each step used, and at which byte one failed,
// whenever those bytes came.
func TestRecordOfUse(t *testing.T) {
	sc, err := scenario(t, "# A test.\nserver\njoin ana bruno\nsay ana first\nsay ana second\nhear bruno ana first\nhear bruno ana secand\n")
	if err != nil {
		t.Fatal(err)
	}
	var stream strings.Builder // what bruno got
	var used []string
	step := ""
	o := undisturbed(func() Outcome { return Run(t.Context(), sc, reference(), Options{}) })
	for _, e := range o.Log.All() {
		switch {
		case e.Kind == trace.Step:
			step = e.Conn
		case e.Conn == "bruno" && e.Dir == trace.ToClient && e.Kind == trace.Data:
			stream.WriteString(string(e.Data))
		case e.Conn == "bruno" && e.Kind == trace.Took:
			span, ok := trace.ParseSpan(e.Note)
			if !ok || span.To > len(stream.String()) {
				t.Fatalf("%s of %d bytes", e.Note, len(stream.String()))
			}
			text := stream.String()[span.From:span.To]
			if span.Wrong != trace.NotWrong {
				text += " wrong at " + stream.String()[span.Wrong:]
			}
			used = append(used, step+" "+text)
		}
	}
	want := "#2 * in the room: ana\n|#5 [ana] first\n|#6 [ana] second\n wrong at ond\n"
	if got := strings.Join(used, "|"); got != want {
		t.Errorf("used: %q, want %q", got, want)
	}
}
