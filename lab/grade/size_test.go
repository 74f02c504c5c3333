package grade

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chatlab/lab/draw"
	"chatlab/lab/share"
	"chatlab/lab/trace"
)

// flood returns the trace of a server that sends n lines to each of two clients as fast as it can.
// A step fails at a line in its middle.
func flood(n int, line string) trace.Log {
	var events []trace.Event
	add := func(e trace.Event) {
		e.At = time.Duration(len(events)) * time.Microsecond
		events = append(events, e)
	}
	add(trace.Event{Conn: "08-slow-reader/flood", Kind: trace.About, Note: "a claim"})
	add(trace.Event{Conn: "#1", Kind: trace.Step, Note: "flood ana"})
	for i := range n {
		for _, conn := range []string{"ana", "bruno"} {
			text := line
			if i == n/2 && conn == "ana" {
				text = "REFUSED\n"
			}
			add(trace.Event{Conn: conn, Dir: trace.ToClient, Kind: trace.Data, Data: []byte(text)})
		}
	}
	from := n / 2 * len(line)
	add(trace.Event{Conn: "ana", Dir: trace.ToClient, Kind: trace.Took, Note: trace.Span{From: from, To: from + 8, Wrong: from + 3}.String()})
	add(trace.Event{Conn: "#1", Kind: trace.Failed, Note: "expected something else"})
	return trace.NewLog(events)
}

// TestEvidenceOfAFlood: however much a server sends, the evidence is small. Each file says where all of it
// is, and each shows the line at which the step failed.
func TestEvidenceOfAFlood(t *testing.T) {
	t.Parallel()
	share.Slow(t)
	const whole = "lab check --keep=whole keeps everything"
	for name, log := range map[string]trace.Log{
		"many lines":       flood(200_000, "[carla] the same line again and again\n"),
		"bytes, not text":  flood(3000, strings.Repeat("\x00\xff", 4000)+"\n"),
		"long reads":       flood(40, strings.Repeat("x", 1_000_000)+"\n"),
		"just too long":    flood(5000, strings.Repeat("y", 100)+"\n"),
		"a few long lines": flood(30, strings.Repeat("z", 30_000)+"\n"),
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			e := WriteEvidence(dir, log, log, draw.Picture{}, whole)
			if e.Err != nil {
				t.Fatal(e.Err)
			}
			total := 0
			for _, path := range []string{e.Picture, e.Capture, e.Trace} {
				text, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				total += len(text)
				if !bytes.Contains(text, []byte("; "+whole)) || !bytes.Contains(text, []byte("REFUSED")) {
					t.Errorf("%s does not say where all of it is, or not what was refused", filepath.Base(path))
				}
			}
			if picture, _ := os.ReadFile(e.Picture); bytes.Count(picture, []byte(`<li data-client`)) < 30 || !bytes.Contains(picture, []byte(" guilty\"")) {
				t.Error("the picture shows too little")
			}
			if _, err := trace.ReadFile(e.Trace); err != nil {
				t.Error(err)
			}
			if total > mostEvidence {
				t.Errorf("%d bytes, want %d at most", total, mostEvidence)
			}
			t.Logf("%d bytes", total)
		})
	}
}

// TestEvidenceOfManyRows: where trace and capture are small, and the picture is not, only the picture leaves
// something out.
func TestEvidenceOfManyRows(t *testing.T) {
	t.Parallel()
	share.Slow(t)
	for _, lines := range []int{1200, 1600, 2000} {
		log := flood(lines, "hi\n")
		files, err := evidenceOf(log, log, draw.Picture{}, "x")
		if err != nil || files.size() > mostEvidence {
			t.Errorf("%d lines: %d bytes, want %d at most (%v)", lines, files.size(), mostEvidence, err)
		}
		if !bytes.Contains(files.picture, []byte("left out here; the trace has them")) || !bytes.Contains(files.picture, []byte("REFUSED")) {
			t.Errorf("%d lines: the picture does not say where the rest is, or not what was refused", lines)
		}
		if got, err := trace.Parse(bytes.NewReader(files.trace)); err != nil || got.Len() != log.Len() {
			t.Errorf("%d lines: the trace has %d of %d events (%v)", lines, got.Len(), log.Len(), err)
		}
	}
}

// TestEvidenceThatIsSmall: nothing is left out of evidence that fits, and nothing if all of it is asked for.
func TestEvidenceThatIsSmall(t *testing.T) {
	t.Parallel()
	small, large := flood(1000, "a line\n"), flood(20_000, strings.Repeat("x", 100)+"\n")
	for _, c := range []struct {
		log   trace.Log
		whole string
	}{{small, "x"}, {large, ""}} {
		e := WriteEvidence(t.TempDir(), c.log, c.log, draw.Picture{}, c.whole)
		if log, err := trace.ReadFile(e.Trace); err != nil || log.Len() != c.log.Len() {
			t.Errorf("the trace has %d of %d events (%v)", log.Len(), c.log.Len(), err)
		}
	}
}
