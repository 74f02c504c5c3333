package script

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"chatlab/lab/dialect"
	"chatlab/lab/trace"
)

// TestRecordOfUse: the record says which bytes each step used, and at which byte one failed,
// whenever those bytes came. If the step compared no bytes, no byte is the wrong one. What says why
// a step failed is there too, on whichever connection it came.
func TestRecordOfUse(t *testing.T) {
	t.Parallel()
	const join = "#2 * in the room: ana\n|"
	for _, c := range []struct{ steps, conn, want string }{
		{"say ana first\nsay ana second\nhear bruno ana first\nhear bruno ana secand\n", "bruno", join + "#5 [ana] first\n|#6 [ana] second\n wrong at ond\n"},
		{"say ana first\nquiet bruno\n", "bruno", join + "#4 [ana] first\n all wrong"},
		{"say bruno /who\ntold bruno '^! no'\n", "bruno", join + "#4 * in the room: ana, bruno\n all wrong"},
		{"say ana hello\ntold ana '^! no'\n", "bruno", join + "#4 [ana] hello\n all wrong"},                                                                 // passed on
		{"say ana /nope\nhear bruno ana /nope\n", "ana", "#2 * in the room: \n|#4 ! unknown-command: /nope is not a command; /help lists them\n all wrong"}, // rejected
		{"say ana /quit\nhear bruno ana hello\n", "ana", "#2 * in the room: \n|#4 . all wrong"},                                                             // the end of the speaker
		{"say ana /quit\nclosed ana\nhear bruno ana hello\n", "ana", "#2 * in the room: \n"},                                                                // that end was expected
	} {
		t.Run(c.steps, func(t *testing.T) {
			t.Parallel()
			sc, err := scenario(t, "# A test.\nserver\njoin ana bruno\n"+c.steps)
			if err != nil {
				t.Fatal(err)
			}
			o := undisturbed(func() Outcome { return Run(t.Context(), sc, reference(), Options{}) })
			if got := usedBy(t, o.Log, c.conn); got != c.want {
				t.Errorf("%q: used: %q, want %q", c.steps, got, c.want)
			}
		})
	}
}

// usedBy tells which parts of what a client got each step used.
func usedBy(t *testing.T, log trace.Log, conn string) string {
	t.Helper()
	var stream strings.Builder
	var used []string
	step := ""
	for _, e := range log.All() {
		switch {
		case e.Kind == trace.Step:
			step = e.Conn
		case e.Conn == conn && e.Dir == trace.ToClient && e.Kind == trace.Data:
			stream.WriteString(string(e.Data))
		case e.Conn == conn && e.Dir == trace.ToClient && e.Kind == trace.Fin:
			stream.WriteString(".") // an end has a number too
		case e.Conn == conn && e.Kind == trace.Took:
			span, ok := trace.ParseSpan(e.Note)
			if !ok || span.To > len(stream.String()) {
				t.Fatalf("%s of %d bytes", e.Note, len(stream.String()))
			}
			text := stream.String()[span.From:span.To]
			switch span.Wrong {
			case trace.NotWrong:
			case trace.WholeWrong:
				text += " all wrong"
			default:
				text += " wrong at " + stream.String()[span.Wrong:]
			}
			used = append(used, step+" "+text)
		}
	}
	return strings.Join(used, "|")
}

// TestFloodGap: of a line of a flood that came too early, the digit is wrong that differs from
// the line that was due, and that line never came.
func TestFloodGap(t *testing.T) {
	c := &client{conn: "zoe", inbox: inbox{dialect: &dialect.Dialect{}}}
	in := &c.inbox
	for _, n := range []int{1389, 1390, 1394} {
		in.add(fmt.Appendf(nil, "[gus] %s", appendFlood(nil, n, false)))
	}
	if in.gap == nil {
		t.Fatal("no gap")
	}
	if line := len("[gus] ") + floodLine; in.gap.span != (trace.Span{From: 2 * line, To: 3 * line, Wrong: 2*line + len("[gus] 000139")}) {
		t.Errorf("wrong: %v", in.gap.span)
	}
	if f := c.floodGap(); !slices.Equal(f.absent, []string{"zoe"}) || f.Expected.label() != "line 1391 of gus" {
		t.Errorf("what never came to %q is %q", f.absent, f.Expected.label())
	}
}
