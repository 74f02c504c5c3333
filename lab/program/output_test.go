package program

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestOutputIsBounded: little is kept, however much a program prints and however long its
// lines are. The program is reported.
func TestOutputIsBounded(t *testing.T) {
	for chunk, total := range map[string]int{
		strings.Repeat("x", 32<<10):             maxOutput + 1,
		strings.Repeat("listening on x\n", 100): 1 << 20,
	} {
		o := newOutput()
		for n := 0; n < total; n += len(chunk) {
			fmt.Fprint(o.stdout(), chunk)
		}
		if kept := cap(o.head) + cap(o.tail) + cap(o.line); kept > 512<<10 {
			t.Errorf("%d bytes are kept", kept)
		}
		if text := o.String(); !strings.Contains(text, "bytes left out") || len(text) > 2*(keepHead+2*keepTail) {
			t.Errorf("shown are %d bytes", len(text))
		}
		select {
		case <-o.tooMuch:
		default:
			if total > maxOutput {
				t.Error("nobody is told")
			}
		}
	}
}

// TestOutputIsLeftOutBetweenCharacters: the kept text is valid UTF-8, and the number of bytes
// left out is right.
func TestOutputIsLeftOutBetweenCharacters(t *testing.T) {
	for shift := range 4 {
		o := newOutput()
		all := strings.Repeat("x", shift) + strings.Repeat("🦆", 20<<10)
		for rest := all; rest != ""; {
			n := min(1001, len(rest)) // this cuts characters
			io.WriteString(o, rest[:n])
			rest = rest[n:]
		}
		text := o.String()
		head, behind, found := strings.Cut(text, "\n(")
		left, tail, _ := strings.Cut(behind, " bytes left out)\n")
		if !found || !utf8.ValidString(text) {
			t.Errorf("shifted by %d: it has half a character, or all is shown", shift)
		}
		if n := len(all) - len(head) - len(tail); left != fmt.Sprint(n) {
			t.Errorf("shifted by %d: %s bytes are said to be left out, and %d are", shift, left, n)
		}
	}
}

// TestAnnouncementInAnyPieces: the announcement is found however the writes are split, and
// after any amount of other output.
func TestAnnouncementInAnyPieces(t *testing.T) {
	text := "no\nlistening on nothing\nlistening on 127.0.0.1:80" + strings.Repeat("0", 2*keepLine) +
		"\nlistening on 127.0.0.1:8080\r\nlistening on 127.0.0.1:9\n"
	for _, size := range []int{1, 2, 3, 7, 25, 64, keepLine, keepLine + 1, len(text)} {
		o := newOutput()
		fmt.Fprint(o.stdout(), strings.Repeat("log\n", 32<<10))
		for rest := text; rest != ""; {
			n := min(size, len(rest))
			fmt.Fprint(o.stdout(), rest[:n])
			rest = rest[n:]
		}
		select {
		case addr := <-o.announced:
			if addr != "127.0.0.1:8080" {
				t.Fatalf("in pieces of %d: %s", size, addr)
			}
		default:
			t.Fatalf("in pieces of %d: not found", size)
		}
	}
}

func TestAnnouncement(t *testing.T) {
	for line, want := range map[string]string{
		"listening on 127.0.0.1:7\n":       "127.0.0.1:7",
		"listening on [::]:7\r\n":          "127.0.0.1:7",
		"listening on 0.0.0.0:65535\n":     "127.0.0.1:65535",
		"listening on 10.0.0.0:7\n":        "10.0.0.0:7",
		"listening on [::1]:7\n":           "[::1]:7",
		"listening on localhost:7\n":       "localhost:7",
		"listening on :7\n":                "",
		"listening on 127.0.0.1:0\n":       "",
		"listening on 127.0.0.1:65536\n":   "",
		"listening on http://localhost:7/": "",
		"listening on port 7\n":            "",
		"now listening on 127.0.0.1:7\n":   "",
		"127.0.0.1:7\n":                    "",
	} {
		if got, found := announcement(line); got != want || found != (want != "") {
			t.Errorf("%q: %q, %v; want %q", line, got, found, want)
		}
	}
}
