package draw

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"chatlab/lab/layout"
	"chatlab/lab/trace"
)

func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"hello\r\n":       `hello\r⏎`,
		"a\tb":            "a⇥b",
		"\x1b[31mred\x07": `\x1b[31mred\x07`,
		"caf\xc3":         `caf\xc3`,
		"café":            "café",
		`C:\n`:            `C:\\n`,
		"⏎…":              `\u23ce\u2026`,
		"a\u202eb\u200fc": `a\u202eb\u200fc`,
		"\u009b31m\u007f": `\u009b31m\x7f`,
		"\U000e0041":      `\U000e0041`,
		"":                "",

		"x" + strings.Repeat("\u0301", 6) + "é": "x" + strings.Repeat("\u0301", 4) + `\u0301\u0301é`,
		"cafe\u0301":                            `cafe\u0301`,
		"❤\ufe0f\u034f\u3164\U000e0100":         `❤\ufe0f\u034f\u3164\U000e0100`,
		"\n\u0301\t\u0301":                      `⏎\u0301⇥\u0301`,
	} {
		if got := Visible(text); got != want {
			t.Errorf("Visible(%q) = %s, want %s", text, got, want)
		}
	}
}

// FuzzVisible checks that the result can't control a terminal, and that two different texts
// never look the same.
func FuzzVisible(f *testing.F) {
	f.Add("hello\r\n", `hello\r`)
	f.Add("\x1b]0;x\x07", "⏎")
	f.Add(`\`, `\\`)
	f.Add("a"+strings.Repeat("\u0301", 200), "")
	f.Add("e\u0301", "é")
	f.Add("\u1100\u1161\u11a8", "\u212b")
	f.Fuzz(func(t *testing.T, a, b string) {
		shown := Visible(a)
		if !utf8.ValidString(shown) {
			t.Errorf("Visible(%q) is not UTF-8", a)
		}
		for _, r := range shown {
			if r < ' ' || 0x7f <= r && r <= 0x9f || 0x200e <= r && r <= 0x200f || 0x202a <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069 {
				t.Errorf("Visible(%q) holds %U", a, r)
			}
		}
		if !norm.NFC.IsNormalString(shown) { // some other text would look the same
			t.Errorf("Visible(%q) = %q, which is not its NFC", a, shown)
		}
		if a != b && shown == Visible(b) {
			t.Errorf("%q and %q look the same: %s", a, b, shown)
		}
		part, _ := Window(a, len(b), 20)
		if n := utf8.RuneCountInString(part); n > 20*(1+layout.MostStacked)+len(`\U00000000`) {
			t.Errorf("Window(%q) has %d characters", a, n)
		}
		if n := layout.Columns(part); n > 20+len(`\U00000000`) {
			t.Errorf("Window(%q) has %d columns", a, n)
		}
	})
}

func TestWindow(t *testing.T) {
	long := strings.Repeat("abcde", 20) + "\n"
	for _, c := range []struct {
		text        string
		mark, width int
		want        string
		column      int
	}{
		{"hello\n", -1, 20, "hello⏎", -1},
		{"hello\n", 5, 20, "hello⏎", 5},
		{"hello", 5, 20, "hello", 5},
		{"caf\u00e9x", 5, 20, "caféx", 4}, // bytes are not columns
		{"\x00x", 1, 20, `\x00x`, 4},
		{long, -1, 12, "abcdeabcdea…", -1},
		{long, 2, 12, "abcdeabcdea…", 2},
		{long, 52, 12, "…eabcdeabcd…", 9},
		{long, 100, 12, "…cdeabcde⏎", 9},
		{"日本語日本語日本語", -1, 10, "日本語日…", -1}, // a character may take two columns
		{"日本語x", 9, 10, "日本語x", 6},
	} {
		got, column := Window(c.text, c.mark, c.width)
		if got != c.want || column != c.column {
			t.Errorf("Window(%.20q, %d, %d) = %q, %d; want %q, %d", c.text, c.mark, c.width, got, column, c.want, c.column)
		}
	}
}

func TestLadder(t *testing.T) {
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	log := trace.NewLog([]trace.Event{
		{At: ms(0), Conn: "ana", Kind: trace.Open},
		{At: ms(1), Conn: "ana", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("before\n")},
		{At: ms(2), Conn: "ana", Dir: trace.ToServer, Kind: trace.Data, Data: []byte("hel")},
		{At: ms(3), Conn: "bruno", Dir: trace.ToClient, Kind: trace.Data, Data: []byte(strings.Repeat("x", 900) + "\n")},
		{At: ms(4), Conn: "zoe", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("not shown\n")},
		{At: ms(5), Conn: "carla", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("\x1b[2J\n")},
		{At: ms(6), Conn: "ana", Dir: trace.ToServer, Kind: trace.Fin},
		{At: ms(7), Conn: "carla", Dir: trace.ToClient, Kind: trace.Reset},
		{At: ms(8), Conn: "carla", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("too much\n")},
	})
	want := `              ana              server              bruno               carla
    2.0 ms     │──"hel"──────────▶│                  │                   │
    3.0 ms     │                  │──"…" 901 bytes──▶│                   │
    5.0 ms     │                  │──"\x1b[2J⏎"──────┼──────────────────▶│
    6.0 ms     │── FIN ──────────▶│                  │                   │
    7.0 ms     │                  │── RST ───────────┼──────────────────▶│
            (and 1 more)
`
	got := Ladder{Conns: []string{"ana", "bruno", "carla"}, From: ms(2), Most: 5}.Draw(log)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ladder (-want +got):\n%s", diff)
	}
	for line := range strings.SplitSeq(got, "\n") {
		if n := utf8.RuneCountInString(line); n > 80 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
	far := func(dir trace.Dir, kind trace.Kind, data string) trace.Event {
		return trace.Event{At: ms(9), Conn: "ana", Dir: dir.Far(), Kind: kind, Data: []byte(data)}
	}
	log = trace.NewLog([]trace.Event{
		{At: ms(8), Conn: "ana", Kind: trace.Fault, Note: "slice 1..2\x1b"},
		{At: ms(9), Conn: "ana", Dir: trace.ToServer, Kind: trace.Data, Data: []byte("日本\n")},
		far(trace.ToServer, trace.Data, "日"), far(trace.ToServer, trace.Data, "本"),
		far(trace.ToClient, trace.Data, "x"), far(trace.ToServer, trace.Reset, ""),
		{At: ms(10), Conn: "ana", Kind: trace.Fault, Note: string(trace.StopsReading)},
		{At: ms(11), Conn: "server", Kind: trace.Server, Note: "killed"},
	})
	want = `             bruno             server              path                 ana
    8.0 ms     │                  │                  ◇ slice 1..2\x1b    │
    9.0 ms     │                  │                  │◀─"日本⏎"──────────│
    9.0 ms     │                  │◀─"日"────────────│                   │
    9.0 ms     │                  │◀─"本"────────────│                   │
    9.0 ms     │                  │──"x"────────────▶│                   │
    9.0 ms     │                  │◀─ RST ───────────│                   │
   10.0 ms     │                  │                  │     stops reading ◇
   11.0 ms     │                  ◇ killed           │                   ░
`
	if diff := cmp.Diff(want, (Ladder{Conns: []string{"bruno", "ana"}}).Draw(log)); diff != "" {
		t.Errorf("ladder of a path (-want +got):\n%s", diff)
	}
	if got := (Ladder{Conns: []string{"nobody"}}).Draw(log); got != "" {
		t.Errorf("a ladder of nobody: %q", got)
	}
}

// TestLadderQuotes: a step is quoted as it was written. A note that does not fit on one
// side of its life line is on the other.
func TestLadderQuotes(t *testing.T) {
	log := trace.NewLog([]trace.Event{
		{Conn: "#1", Kind: trace.Step, Note: `send ana 'ld\n'`},
		{Conn: "ana", Kind: trace.Open},
		{Conn: "ana", Kind: trace.Fault, Note: "half-close after 10 to-server"},
		{Conn: "#1", Kind: trace.Failed, Note: `expected "日本語日本語日本語日本語日本語日本語日本語日本語日本語\n"`},
	})
	text := Ladder{Conns: []string{"ana"}, Width: 60, Steps: true}.Draw(log)
	for _, want := range []string{`step 1: send ana 'ld\n'`, "half-close after 10 to-server"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not to be read:\n%s", want, text)
		}
	}
	for line := range strings.Lines(text) {
		if width := layout.Columns(strings.TrimSuffix(line, "\n")); width > 60 {
			t.Errorf("%d columns: %s", width, line)
		}
	}
}
