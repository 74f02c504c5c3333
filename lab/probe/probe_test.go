package probe

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/share"
)

// TestAlone: a server that holds its lock while a client is in the room lets nobody else in. The
// error says so, and not that no form fits.
func TestAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lock := make(chan struct{}, 1)
		_, err := Probe(t.Context(), Server{
			Dial: func(context.Context) (net.Conn, error) {
				ours, theirs := net.Pipe()
				go serveAlone(theirs, lock)
				return ours, nil
			},
			Idle:    func(context.Context) {},
			Restart: func(context.Context) error { return nil },
			Trying:  func(int, int) {},
		})
		if !errors.Is(err, ErrAlone) {
			t.Errorf("%v, want %v", err, ErrAlone)
		}
	})
}

func serveAlone(conn net.Conn, lock chan struct{}) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	if _, err := io.WriteString(conn, "Your name?\n"); err != nil {
		return
	}
	if _, err := in.ReadString('\n'); err != nil {
		return
	}
	lock <- struct{}{}
	defer func() { <-lock }()
	io.WriteString(conn, "* in the room: \n")
	io.Copy(io.Discard, in)
}

// TestControlsAreVisible: a person who reads a pattern sees the colours of a terminal in it.
func TestControlsAreVisible(t *testing.T) {
	const line = "\x1b[32manouk\x1b[0m: hi"
	pattern := general(line, part{"anouk", aName, "name"}, part{"hi", aText, "text"})
	if want := `\x{1B}\[\d+m(?P<name>\w+)\x{1B}\[\d+m: (?P<text>.*)`; pattern != want {
		t.Errorf("%q, want %q", pattern, want)
	}
	if !matches("^"+pattern+"$", line) {
		t.Errorf("%q does not match its own line", pattern)
	}
}

// TestPatternsAreVisible: a pattern fits the line that it was made from, and has nothing in it
// that could drive a terminal, or end a line of the file.
func TestPatternsAreVisible(t *testing.T) {
	for _, line := range []string{
		"\x1b[2J<ana> hello",
		"<ana> hello\rrun evil",
		"<ana> hello\u2028run evil\u0085\u202e",
		"<\xfcana\xff\xfe> hello\x00\x07",
		"\xe2\x82<ana>\thello\ufffd",
		`(?P<text>(ana[\Q {name} $^*+?hello`,
		"12:30:59 <ana> hello",
	} {
		pattern := "^" + general(line, part{"hello", aText, "text"}, part{"ana", aName, "name"}) + "$"
		if strings.ContainsFunc(pattern, func(r rune) bool { return r == unicode.ReplacementChar || !unicode.IsPrint(r) }) {
			t.Errorf("the pattern of %q is %q", line, pattern)
		}
		re, err := regexp.Compile(pattern)
		if err != nil {
			t.Errorf("the pattern of %q: %v", line, err)
			continue
		}
		if m := re.FindStringSubmatch(line); m == nil || m[re.SubexpIndex("name")] != "ana" || m[re.SubexpIndex("text")] != "hello" {
			t.Errorf("the pattern of %q is %s, and finds %q", line, pattern, m)
		}
	}
}

// TestWordsOfOddServers: what was seen of a server may be little, or very long. The words that
// are left make a dialect.
func TestWordsOfOddServers(t *testing.T) {
	admitted := []answer{{lines: []string{"* welcome"}, name: "anouk"}, {lines: []string{"* welcome"}, name: "bruno", others: []string{"anouk"}}}
	seenByAll := probe{input: input{"{name}", "{text}", "\n"}, greeting: "Name?\n", answers: admitted, notices: []seen{{"* bruno joined", "bruno", ""}}, leaves: true, chat: seen{"[anouk] hello", "anouk", "hello"}, heard: []Heard{{Line: "Name?\n"}}}
	onlyOnce, long, open := seenByAll, seenByAll, seenByAll
	onlyOnce.greeting, onlyOnce.chat = "Welcome\nName?\n", seen{}
	long.chat.line += strings.Repeat("!", 5000)
	open.early = true
	for _, c := range []struct {
		name string
		p    probe
		want []string // words; a remark is empty
	}{
		{"heard only once", onlyOnce, []string{"", "list"}},
		{"a very long line", long, []string{"", "list"}},
		{"no list, and no state without a name", open, []string{"unnamed", "list", "joined"}},
	} {
		var got []string
		for _, w := range c.p.words() {
			if got = append(got, w.Word); len(w.Why) > 300 {
				t.Errorf("%s: a comment has %d bytes", c.name, len(w.Why))
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// TestEndlessServer: a server that never stops sending is given up, and what it sent is not
// shown at length.
func TestEndlessServer(t *testing.T) {
	t.Parallel()
	share.Slow(t)
	found, err := Probe(t.Context(), talker(t, func(conn net.Conn) {
		for {
			if _, err := conn.Write([]byte("tick\n")); err != nil {
				return
			}
		}
	}))
	if !errors.Is(err, ErrEndless) {
		t.Errorf("the error is %v", err)
	}
	left := 0
	for _, h := range found.Heard {
		left += h.More
	}
	if len(found.Heard) == 0 || left < 10*len(found.Heard) { // on a busy machine it may pause, and be asked several times
		t.Errorf("%d lines are noted, and %d left out", len(found.Heard), left)
	}
}

// TestInterrupted: the end of the context ends a probe, and is its error.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, err := Probe(ctx, talker(t, func(net.Conn) { cancel() }))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

// talker is a server that only talks, in the same way to each caller.
func talker(t *testing.T, talk func(net.Conn)) Server {
	return Server{
		Dial: func(ctx context.Context) (net.Conn, error) {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			near, far := net.Pipe()
			t.Cleanup(func() { far.Close() })
			go talk(far) // ends when either side is closed
			return near, nil
		},
		Idle:    func(context.Context) {},
		Restart: func(context.Context) error { return nil },
		Trying:  func(int, int) {},
	}
}

// TestSaidIn: a line tells in which form its text was said, even if it comes late.
func TestSaidIn(t *testing.T) {
	texts := []string{"{text}", "SAY {text}"}
	for line, want := range map[string]string{
		"[ana] " + helloOf(0):     "{text}",
		"[ana] SAY " + helloOf(1): "{text}",
		"[ana] " + helloOf(1):     "SAY {text}",
		"[ana] hello":             "",
	} {
		if got := saidIn(line, texts); got != want {
			t.Errorf("%q was said as %q, want %q", line, got, want)
		}
	}
}
