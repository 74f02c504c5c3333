package story

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/grade"
	"chatlab/lab/layout"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/script"
	"chatlab/lab/trace"
)

// failing returns a result such as a check of a broken server makes.
func failing(expected, received string, mark int) grade.Result {
	return grade.Result{
		Scenario: script.Scenario{Lesson: "03-half-a-message", Name: "it", Claim: "A claim.", Clauses: []string{"P2"}},
		Outcome: script.Outcome{
			Verdict: script.Failed,
			Steps: []script.Step{
				{Line: 2, Source: "clause P2", Ran: true, OK: true},
				{Number: 1, Line: 3, Source: "say ana hello", Ran: true, OK: true, Detail: "1 write, 6 bytes", At: time.Millisecond},
				{Number: 2, Line: 4, Source: "hear bruno ana hello", Ran: true, At: 3 * time.Millisecond},
				{Number: 3, Line: 5, Source: "quiet bruno"},
			},
			Failure: &script.Failure{
				Expected: script.Evidence{Data: script.Bytes(expected)},
				Received: script.Evidence{Data: script.Bytes(received)},
				Mark:     mark, Why: "here", Waited: 2 * time.Second,
			},
			Log: trace.NewLog([]trace.Event{
				{At: time.Millisecond, Conn: "ana", Dir: trace.ToServer, Kind: trace.Data, Data: []byte("hello\n")},
				{At: 2 * time.Millisecond, Conn: "bruno", Dir: trace.ToClient, Kind: trace.Data, Data: []byte(received)},
			}),
			Output: "a line of the server\n",
		},
		Lesson: lesson.Lesson{Number: 3, Slug: "half-a-message"},
		Flags:  []string{"--server", "python3 my server.py"},
	}
}

func tell(r grade.Result) string {
	var text strings.Builder
	Style{}.Story(&text, r)
	return text.String()
}

// TestStoryOfOtherClauses: if a failure breaks other clauses than its scenario is about, the story
// names those.
func TestStoryOfOtherClauses(t *testing.T) {
	r := failing("* in the room: \n", "in the room: \n", 0)
	r.Failure.Clauses = []string{"P5", "P22"}
	if text := tell(r); strings.Contains(text, "P2 ") || strings.Count(text, "P5 P22") != 2 {
		t.Errorf("the story is\n%s", text)
	}
}

func TestStory(t *testing.T) {
	want := `✗ 03-half-a-message · it                                               clause P2
  A claim.

   ✓  1 say ana hello                    1 write, 6 bytes
   ✗  2 hear bruno ana hello             after 2.0 s
        expected   [ana] hello⏎
        received   [ana] hallo⏎
                          ^ here

              ana                        server                        bruno
    1.0 ms     │──"hello⏎"─────────────────▶│                            │
    2.0 ms     │                            │──"[ana] hallo⏎"───────────▶│

   what the server printed
      | a line of the server

   again   go tool lab check 3 --run it --server 'python3 my server.py'
   hint    go tool lab hint 3
   read    docs/03-half-a-message.md, and P2 in docs/protocol.md
`
	if diff := cmp.Diff(want, tell(failing("[ana] hello\n", "[ana] hallo\n", 7))); diff != "" {
		t.Errorf("story (-want +got):\n%s", diff)
	}
}

// TestStoryOfLinesAround: a story says after which step a wrong line came, and what is left out of the
// lines after it.
func TestStoryOfLinesAround(t *testing.T) {
	r := failing("[ana] hello\n", "[ana] hallo\n", 7)
	r.Failure.AfterStep, r.Failure.CameAt = 1, 1500*time.Microsecond
	r.Failure.Then = []script.Bytes{"[ana] one\n", "[ana] two\n"}
	for more, want := range map[int]string{
		0: "                   it came after step 1, at 1.5 ms\n        and then   [ana] one⏎  [ana] two⏎\n",
		7: "                   it came after step 1, at 1.5 ms\n        and then   [ana] one⏎  [ana] two⏎  (and 7 more)\n",
	} {
		r.Failure.More = more
		if text := tell(r); !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

// TestStoryOfALongLine: the first difference is visible, wherever it is, with the caret
// under it.
func TestStoryOfALongLine(t *testing.T) {
	same := strings.Repeat("0123456789", 300)
	lines := strings.Split(tell(failing(same+"abc\n", same+"xyz\n", len(same))), "\n")
	for i, line := range lines {
		if received, ok := strings.CutPrefix(line, "        received   "); ok {
			caret := strings.IndexByte(lines[i+1], '^')
			if at := len("        received   ") + strings.Index(strings.ReplaceAll(received, "…", "."), "xyz"); at != caret {
				t.Errorf("the caret stands in column %d, the difference in %d:\n%s\n%s", caret, at, line, lines[i+1])
			}
			if !strings.Contains(lines[i+2], "3004 bytes expected, 3004 received") {
				t.Errorf("the lengths are not told: %s", lines[i+2])
			}
			return
		}
	}
	t.Errorf("nothing received in the story:\n%s", strings.Join(lines, "\n"))
}

// TestLengthsOfLines: a side that has only words has no length.
func TestLengthsOfLines(t *testing.T) {
	r := failing("", strings.Repeat("0123456789", 300)+"\n", -1)
	r.Failure.Expected = script.Evidence{Words: "a line that matches ^x"}
	if told := tell(r); !strings.Contains(told, "(in all 3001 bytes received)") {
		t.Error(told)
	}
	r.Failure.Expected, r.Failure.Received = r.Failure.Received, script.Evidence{Words: "nothing"}
	if told := tell(r); !strings.Contains(told, "(in all 3001 bytes expected)") {
		t.Error(told)
	}
}

func TestStoryOfTrouble(t *testing.T) {
	r := failing("", "", -1)
	r.Verdict, r.Failure = script.Trouble, nil
	r.Outcome.Trouble = &program.Trouble{Kind: program.NotStarted, What: "the program ended before it listened: exit status 1", Tried: "./chat", Output: "bind: no\n"}
	text := tell(r)
	for _, want := range []string{"? 03-half-a-message · it", "trouble (start): the program ended before it listened: exit status 1", "tried      ./chat", "| bind: no", "costs no marks"} {
		if !strings.Contains(text, want) {
			t.Errorf("the story of trouble lacks %q:\n%s", want, text)
		}
	}
}

func TestColorsOnlyIfAsked(t *testing.T) {
	r := failing("a\n", "b\n", 0)
	var plain, colored strings.Builder
	Style{}.Line(&plain, r)
	Style{Color: true}.Line(&colored, r)
	if strings.Contains(plain.String(), "\x1b") || !strings.Contains(colored.String(), "\x1b[31m✗\x1b[0m") {
		t.Errorf("plain %q, colored %q", plain.String(), colored.String())
	}
}

// TestNarrowStory: at 40 columns no line is wider up to the verdict, and steps stay whole.
func TestNarrowStory(t *testing.T) {
	r := failing("hello everybody in this room\n", "hallo everybody in this room\n", 1)
	r.Steps[1].Detail = "1 write, 29 bytes, and then the server took nothing more of it"
	r.Failure.Symptom = lesson.HalfALine
	r.Scenario.Clauses = []string{"P1", "P13", "P17"}
	var text strings.Builder
	Style{Width: 40}.Line(&text, r)
	Style{Width: 40}.Brief(&text, r)
	brief, _, _ := strings.Cut(text.String(), "what the server printed")
	for line := range strings.Lines(brief) {
		if n := layout.Columns(strings.TrimSuffix(line, "\n")); n > 40 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
	text.Reset()
	Style{Width: 40}.Story(&text, r)
	if want := "   ✓  1 say ana hello\n           1 write, 29 bytes, and then\n           the server took nothing more\n"; !strings.Contains(text.String(), want) {
		t.Errorf("the story lacks\n%s\nand is\n%s", want, text.String())
	}
}
