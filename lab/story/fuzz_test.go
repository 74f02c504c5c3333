package story

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"chatlab/lab/grade"
	"chatlab/lab/layout"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/script"
	"chatlab/lab/trace"
)

// ours are the escape sequences that a story may have: those of our colors.
var ours = regexp.MustCompile("\x1b\\[(0|1|31|32|33)m")

// FuzzStory: whatever a server sends and prints, a story has no control sequences but our
// colors, and its length is bounded.
func FuzzStory(f *testing.F) {
	f.Add("hello\n", "hallo\n", "output\n", "say ana hello", 3, 80)
	f.Add("\x1b[2J\x00\u202e\n", "\xff\xfe\r\n", "\x1b]0;title\a\x9b31m\n\tpanic: x", "say \x1b[31m \u200f", -1, 40)
	f.Add("❤\ufe0f\n", "❤\ufeff\u00ad\u3164\n", "\U000e0041\n", "say ana \u200b\u2028", 2, 60)
	f.Add(strings.Repeat("x", 5000), strings.Repeat("\u4e16", 3000), strings.Repeat("a\n", 500), "together say a b and say c d", 4000, 100)
	f.Fuzz(func(t *testing.T, expected, received, output, source string, mark, width int) {
		mark = min(max(mark, -1), len(received))
		width = 40 + (width&0x7fffffff)%161
		r := failing(expected, received, mark)
		r.Outcome.Output = output
		r.Outcome.Steps[2].Source = source
		r.Failure.Then = []script.Bytes{script.Bytes(received), script.Bytes(output)}
		r.Failure.Note, r.Failure.Why, r.Failure.Server = received, output, expected
		r.Failure.Symptom = lesson.HalfALine
		r.Log = trace.NewLog([]trace.Event{
			{At: time.Millisecond, Conn: "ana", Dir: trace.ToServer, Kind: trace.Data, Data: []byte(expected)},
			{At: 2 * time.Millisecond, Conn: "bruno", Dir: trace.ToClient, Kind: trace.Data, Data: []byte(received)},
			{At: 3 * time.Millisecond, Conn: "bruno", Kind: trace.Fault, Note: output},
		})
		isHarmless(t, r, width)

		r.Failure, r.Verdict = nil, script.Trouble
		r.Outcome.Trouble = &program.Trouble{What: received, Tried: expected, Output: output}
		isHarmless(t, r, width)
	})
}

func isHarmless(t *testing.T, r grade.Result, width int) {
	t.Helper()
	for _, style := range []Style{{Width: width}, {Width: width, Color: true}} {
		var told strings.Builder
		style.Story(&told, r)
		text := told.String()
		if style.Color {
			text = ours.ReplaceAllString(text, "")
		}
		if !utf8.ValidString(text) {
			t.Fatalf("not UTF-8: %q", text)
		}
		for _, c := range text {
			if c != '\n' && c != '\t' && layout.Invisible(c) {
				t.Fatalf("%U drives the terminal, or hides: %q", c, text)
			}
		}
		if lines := strings.Count(text, "\n"); lines > 200 {
			t.Fatalf("%d lines", lines)
		}
	}
	report := grade.Report{Lessons: []grade.LessonReport{{Results: []grade.Result{r}}}}
	var out bytes.Buffer
	if err := JSON(&out, report); err != nil || !json.Valid(out.Bytes()) {
		t.Fatalf("the report is no JSON: %v", err)
	}
	for _, list := range []string{"clauses", "steps"} {
		if bytes.Contains(out.Bytes(), []byte(`"`+list+`": null`)) {
			t.Fatalf("an empty list of %s is null", list)
		}
	}
}
