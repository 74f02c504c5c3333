package wire

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// split feeds the reads to a Splitter and returns its lines. A line that was too long
// becomes "TOO LONG".
func split(max int, reads ...string) []string {
	s := Splitter{Max: max}
	var lines []string
	for _, read := range reads {
		for line, err := range s.Lines([]byte(read)) {
			if errors.Is(err, ErrTooLong) {
				lines = append(lines, "TOO LONG")
			} else {
				lines = append(lines, string(line))
			}
		}
	}
	return lines
}

func TestLines(t *testing.T) {
	for _, c := range []struct {
		name  string
		reads []string
		want  []string
	}{
		{"one line", []string{"hello\n"}, []string{"hello"}},
		{"three reads, one line", []string{"hel", "lo wor", "ld\n"}, []string{"hello world"}},
		{"one read, two lines", []string{"one\ntwo\n"}, []string{"one", "two"}},
		{"an end and a start", []string{"on", "e\ntw", "o\n"}, []string{"one", "two"}},
		{"no line feed", []string{"hello"}, nil},
		{"empty lines", []string{"\n\n"}, []string{"", ""}},
		{"CR before LF", []string{"hello\r\n", "a\r", "\n"}, []string{"hello", "a"}},
		{"other CRs stay", []string{"a\rb\r\r\n"}, []string{"a\rb\r"}},
		{"as long as allowed", []string{"12345678901\n"}, []string{"12345678901"}},
		{"CR counts", []string{"12345678901\r\n"}, []string{"TOO LONG"}},
		{"too long in one read", []string{"123456789012\nok\n"}, []string{"TOO LONG", "ok"}},
		{"too long in many", []string{"12345678", "9012", "more", "\nok\n"}, []string{"TOO LONG", "ok"}},
		{"too long is told before the LF", []string{"123456789012"}, []string{"TOO LONG"}},
		{"too long twice", []string{"123456789012\n123456789012\n"}, []string{"TOO LONG", "TOO LONG"}},
	} {
		if diff := cmp.Diff(c.want, split(11, c.reads...)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// FuzzLines checks the promise of a Splitter: it does not matter how the stream was
// cut into reads. The oracle splits the whole stream at once.
func FuzzLines(f *testing.F) {
	f.Add("one\r\ntwo\n\nthree", uint64(1), 4)
	f.Add("a line that is too long\nok\n", uint64(2), 8)
	f.Fuzz(func(t *testing.T, stream string, seed uint64, max int) {
		if max < 1 || max > 1<<10 {
			return
		}
		random := rand.New(rand.NewPCG(seed, 0))
		var reads []string
		for rest := stream; rest != ""; {
			n := 1 + random.IntN(len(rest))
			reads, rest = append(reads, rest[:n]), rest[n:]
		}
		var want []string
		whole := strings.Split(stream, "\n")
		for i, line := range whole {
			switch {
			case len(line) > max:
				want = append(want, "TOO LONG")
			case i < len(whole)-1: // the last has no LF
				want = append(want, strings.TrimSuffix(line, "\r"))
			}
		}
		if diff := cmp.Diff(want, split(max, reads...)); diff != "" {
			t.Errorf("%q cut as %q (-want +got):\n%s", stream, reads, diff)
		}
	})
}

func TestMemoryIsBounded(t *testing.T) {
	s := Splitter{Max: 1 << 10}
	chunk := bytes.Repeat([]byte("x"), 1000)
	for range 1000 {
		for range s.Lines(chunk) {
		}
		if cap(s.rest) > 2*s.Max {
			t.Fatalf("%d bytes held for a limit of %d", cap(s.rest), s.Max)
		}
	}
	big := Splitter{}
	for range big.Lines(bytes.Repeat([]byte("x"), MaxLine)) {
	}
	for range big.Lines([]byte("\n")) {
	}
	if cap(big.rest) > keepRest {
		t.Errorf("%d bytes held after a long line", cap(big.rest))
	}
}

func TestLeavingTheLoopDropsTheRest(t *testing.T) {
	var s Splitter
	for range s.Lines([]byte("one\ntwo\nthr")) {
		break
	}
	for line := range s.Lines([]byte("new\n")) {
		if string(line) != "new" {
			t.Errorf("got %q after leaving early", line)
		}
	}
}
