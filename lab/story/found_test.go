package story

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/grade"
	"chatlab/lab/hunt"
	"chatlab/lab/lesson"
	"chatlab/lab/rule"
	"chatlab/lab/trace"
)

// found returns what lab sim finds in a copy of lesson 14: bruno misses a line of ana.
func found() Found {
	observed, _ := rule.Find("as-observed")
	l := lesson.All[13]
	ms := time.Millisecond
	event := func(at time.Duration, conn, text string) trace.Event {
		return trace.Event{At: at, Conn: conn, Dir: trace.ToClient, Kind: trace.Data, Data: []byte(text)}
	}
	return Found{
		Asked: Asked{Of: l.Copy(), First: 1, Lesson: &l},
		Finding: hunt.Finding{
			Case: hunt.Case{Seed: 7, Clients: 3, Profile: "lan", Only: []int{2, 5}, Ops: []hunt.Op{
				{Number: 2, At: 100 * ms, Who: "bruno", Do: hunt.Join, As: "bruno"},
				{Number: 5, At: 200 * ms, Who: "ana", Do: hunt.Say, Size: 12},
			}},
			Drawn: 40, Tried: 12, Replay: hunt.Replay{Runs: 10, Broke: 10, Same: 10},
			Log: trace.NewLog([]trace.Event{
				event(201*ms, "observer", "[ana] ana 5.0 x\n* carla left\n"),
				event(202*ms, "bruno", "* carla left\n"),
			}),
			Violation: rule.Violation{
				Rule: observed, Conn: "bruno", At: 201 * ms, Symptom: lesson.Nothing,
				Missing: &rule.Missing{Line: "[ana] ana 5.0 x", Heard: "observer", Instead: "* carla left", Came: 202 * ms},
			},
		},
	}
}

// TestFound: the story of a break of a rule.
func TestFound(t *testing.T) {
	var text strings.Builder
	f := found()
	f.Evidence = grade.Evidence{Picture: "picture.html"}
	Style{}.Found(&text, f)
	want := `
✗ seed 7 · 3 clients · lan · as-observed                              clause P12
  2 of 40 operations are needed (found in 12 runs).

       2    0.100 s   bruno joins
       5    0.200 s   ana says a line of 12 bytes
       ✗    0.201 s   the rule as-observed is broken
        expected   [ana] ana 5.0 x⏎
        received   * carla left⏎
        so         two clients in one room did not hear the same: the observer
                   hears the expected line, and bruno never does
                   rule as-observed: While they are in the room, all clients
                   hear what the observer hears, except for their own lines
                   (docs/rules.md, clause P12, taught in lesson 7)

            observer                     server                        bruno
  201.0 ms     │◀─"[ana] ana 5.0 x⏎"────────│                            │
  201.0 ms     │◀─"* carla left⏎"───────────│                            │
  202.0 ms     │                            │──"* carla left⏎"──────────▶│
  202.0 ms     │                            ◇ ✗ bruno: as-observed       │

   replay  run again 10 times, it was the same run each time, to the last byte
   picture picture.html
   again   go tool lab sim --of work/14-a-thousand --seed 7 --only 2,5
   hint    go tool lab hint 14 --symptom nothing
   read    docs/14-a-thousand.md, the rule as-observed in docs/rules.md, and P12 in docs/protocol.md

`
	if diff := cmp.Diff(want, text.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestFoundPicture: the picture says what the story says, in the same order.
func TestFoundPicture(t *testing.T) {
	f := found()
	var text, page strings.Builder
	Style{}.Found(&text, f)
	log, picture := Style{}.Picture(f)
	if err := picture.HTML(&page, log); err != nil {
		t.Fatal(err)
	}
	words := func(text string) string { return strings.Join(strings.Fields(text), " ") }
	told, from := words(text.String()), 0
	var labels []string
	for _, say := range picture.Verdict {
		labels = append(labels, say.Label)
		at := strings.Index(told[from:], words(say.Text))
		if at < 0 {
			t.Errorf("the story does not say %q after what is before it in the picture:\n%s", say.Text, told)
			continue
		}
		from += at
	}
	if diff := cmp.Diff([]string{"expected", "received", "so", "rule", "again", "hint", "read"}, labels); diff != "" {
		t.Errorf("verdict (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"observer", "bruno"}, picture.First[:2]); diff != "" {
		t.Errorf("life lines (-want +got):\n%s", diff)
	}
	for _, want := range []string{
		"<h1>seed 7 · 3 clients · lan · as-observed</h1>",
		"<p>2 of 40 operations are needed (found in 12 runs).</p>",
		`<span class="number">5</span><span>ana says a line of 12 bytes</span>`,
		`<span class="failed">✗</span><span class="number"></span><span>the rule as-observed is broken</span>`,
		`class="row data guilty" tabindex="-1" data-steps="as-observed" data-bytes="2a206361726c61206c6566740a" data-wrong="0"><i>202.0 ms: the server to bruno, 13 bytes: * carla left⏎</i>`,
	} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("%s is missing in the picture:\n%s", want, page.String())
		}
	}
}

// TestFoundWithoutLesson: no hint is given about a server that is no copy of a lesson.
func TestFoundWithoutLesson(t *testing.T) {
	f := found()
	f.Asked = Asked{Mutant: "echo", First: 1, Clients: 9, Profile: "wifi", Race: true}
	want := []grade.Advice{
		{Label: "again", Text: "go tool lab sim --mutant echo --seed 7 --clients 9 --profile wifi --race --only 2,5"},
		{Label: "read", Text: "the rule as-observed in docs/rules.md, and P12 in docs/protocol.md"},
	}
	if diff := cmp.Diff(want, Style{}.adviceFound(f)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestFoundPrinted: a story has the first rows of what the program printed, and says how many more
// there are.
func TestFoundPrinted(t *testing.T) {
	for rows, want := range map[int]string{crashRows: "", crashRows + 4: "      … 4 more\n"} {
		var text strings.Builder
		f := found()
		f.Words = strings.Repeat("a row\n", rows)
		Style{}.Found(&text, f)
		if told := text.String(); strings.Count(told, "| a row\n") != crashRows || !strings.Contains(told, want) || want == "" && strings.Contains(told, "…") {
			t.Errorf("%d rows:\n%s", rows, told)
		}
	}
}
