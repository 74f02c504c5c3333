package draw

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"chatlab/lab/layout"
	"chatlab/lab/share"
	"chatlab/lab/trace"
)

// TestLaddersNeverWrap: no line of a ladder is wider than its terminal, whatever the names, the
// bytes and the times are, with and without paths.
func TestLaddersNeverWrap(t *testing.T) {
	share.Slow(t)
	const seed, logs = 1, 40
	random := rand.New(rand.NewPCG(seed, seed))
	for range logs {
		log := anyLog(random)
		conns := log.Conns()
		for width := 40; width <= 120; width++ {
			var ladder strings.Builder
			ladder.WriteString(Ladder{Conns: conns[:min(len(conns), 4)], Width: width, Steps: true, Most: 30}.Draw(log))
			for _, w := range []Wire{{Width: width}, {Width: width, Path: true}} {
				ladder.WriteString(w.Head())
				for _, e := range log.All() {
					ladder.WriteString(w.Row(e))
				}
			}
			for line := range strings.Lines(ladder.String()) {
				if n := layout.Columns(strings.TrimSuffix(line, "\n")); n > width {
					t.Fatalf("%d columns on a terminal of %d:\n%s\nof:\n%s", n, width, line, ladder.String())
				}
			}
		}
	}
}

// anyLog returns a record with everything in it that a ladder shows.
func anyLog(random *rand.Rand) trace.Log {
	names := []string{"a", "ana", "an-extraordinarily-long-name-of-somebody", "日本語日本語日本語", "👩‍💻emoji🎉🎉", "e\u0301e\u0301\u0301", "tab\there", "\x1b[31m", `back\slash`}
	random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	names = names[:1+random.IntN(5)]
	text := func() string {
		var all strings.Builder
		for range random.IntN(30) {
			all.WriteString([]string{"a", "語", "🎉", "\u0301", "\n", "\xff", `\`, " "}[random.IntN(8)])
		}
		return all.String()
	}
	var events []trace.Event
	at := time.Duration(0)
	for i := range 40 {
		at += time.Duration(random.ExpFloat64() * float64(5*time.Minute))
		e := trace.Event{At: at, Conn: names[random.IntN(len(names))], Kind: trace.Data, Data: []byte(text()), Dir: trace.ToServer}
		switch random.IntN(10) {
		case 0:
			e = trace.Event{At: at, Conn: e.Conn, Kind: trace.Open}
		case 1:
			e.Kind, e.Data = trace.Fin, nil
		case 2:
			e.Kind, e.Data, e.Dir = trace.Reset, nil, trace.ToClient
		case 3:
			e = trace.Event{At: at, Conn: e.Conn, Kind: trace.Fault, Note: "half-close after 10 to-server " + text()}
		case 4:
			e = trace.Event{At: at, Conn: "server", Kind: trace.Server, Note: "killed " + text()}
		case 5:
			e = trace.Event{At: at, Conn: fmt.Sprint("#", i), Kind: trace.Step, Note: "send ana " + text()}
		case 6:
			e = trace.Event{At: at, Conn: fmt.Sprint("#", i), Kind: trace.Failed, Note: text() + "\n" + text()}
		case 7:
			e.Dir = e.Dir.Far()
		case 8:
			e.Dir = trace.ToClient
		}
		events = append(events, e)
	}
	return trace.NewLog(events)
}

// TestNarrowLadder: at 40 columns a ladder still says who wrote what to whom. A long time is in
// seconds, a long name is cut, and a wide character is never cut in two.
func TestNarrowLadder(t *testing.T) {
	log := trace.NewLog([]trace.Event{
		{At: time.Millisecond, Conn: "ana", Dir: trace.ToServer, Kind: trace.Data, Data: []byte("hello\n")},
		{At: 2 * time.Millisecond, Conn: "日本語日本語日本語", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("hello world\n")},
		{At: 3 * time.Hour, Conn: "日本語日本語日本語", Dir: trace.ToServer, Kind: trace.Fin},
	})
	want := `           ana       server  日本語日本…
   1.0 ms   │─"hello⏎"─▶│           │
   2.0 ms   │           │─"hello…"─▶│
            ┊ 10800.0 s ┊           ┊
10800.0 s   │           │◀ FIN ─────│
`
	if got := (Ladder{Conns: []string{"ana", "日本語日本語日本語"}, Width: 40}).Draw(log); got != want {
		t.Errorf("the ladder is\n%s\nwant\n%s", got, want)
	}
}

// TestCanvasOverwrites: a row stays as wide as it is when text covers half of a wide character, or
// when a combining mark follows one.
func TestCanvasOverwrites(t *testing.T) {
	for _, c := range []struct {
		first, second string
		at            int
		want          string
	}{
		{"日本語", "x", 1, " x本語|"},
		{"日本語", "x", 2, "日x 語|"},
		{"日本語", "語", 1, " 語 語|"},
		{"日本語", "x\u0301", 5, "日本 x\u0301|"},
		{"日\u0301本語", "x", 2, "日\u0301x 語|"},
		{"日本語", "\u0301", 1, "日本語|"}, // there is no character for the mark
	} {
		row := newCanvas(7)
		row.put(6, "|")
		row.put(0, c.first)
		row.put(c.at, c.second)
		if row.String() != c.want {
			t.Errorf("%q over %q at %d is %q, want %q", c.second, c.first, c.at, row, c.want)
		}
	}
}

// TestHeadsAreAboveTheirLines: the name of each life line is above it, on wide and narrow terminals.
func TestHeadsAreAboveTheirLines(t *testing.T) {
	e := trace.Event{Conn: "ana", Dir: trace.ToClient.Far(), Kind: trace.Data, Data: []byte("x")}
	for width := 40; width <= 120; width++ {
		w := Wire{Width: width, Path: true}
		row, head := []rune(w.Row(e)), w.Head()
		var lines []int
		for at, r := range row {
			if r == '│' {
				lines = append(lines, at)
			}
		}
		if len(lines) != 3 {
			t.Fatalf("%d life lines at %d columns:\n%s", len(lines), width, string(row))
		}
		for i, name := range []string{"client", "path", "server"} {
			if at := strings.Index(head, name); at < 0 || lines[i] < at || lines[i] >= at+len(name) {
				t.Errorf("at %d columns, %s is not above its line:\n%s%s", width, name, head, string(row))
			}
		}
	}
}
