package script

import (
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"chatlab/lab/dialect"
	"chatlab/lab/lesson"
)

// TestAwait: await waits for slow lines. It gives up after silence, after a line without
// an end, and after many lines that are never the expected one.
func TestAwait(t *testing.T) {
	const limit = time.Second
	for _, c := range []struct {
		name  string
		pause time.Duration // before each piece
		piece string
		count int // how many pieces come, before silence
		want  int // lines
		found bool
		took  time.Duration
	}{
		{"slow", 900 * time.Millisecond, "x\n", 4, 4, true, 3600 * time.Millisecond},
		{"silent", 900 * time.Millisecond, "x\n", 3, 4, false, 3700 * time.Millisecond},
		{"too late", 1100 * time.Millisecond, "x\n", 1, 1, false, limit},
		{"no line", 300 * time.Millisecond, "x", 4, 1, false, limit},
		{"endless", 3 * time.Millisecond, "x\n", 10_000, 9_999, false, patienceAll * limit},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ours, theirs := net.Pipe()
				defer theirs.Close()
				s := newSession(t.Context(), Scenario{}, &simulated{}, Options{})
				defer s.cancel()
				client := newClient(s, "ana", ours)
				var server sync.WaitGroup
				defer server.Wait()
				defer client.abort()
				server.Go(func() {
					for range c.count {
						time.Sleep(c.pause)
						if _, err := theirs.Write([]byte(c.piece)); err != nil {
							return // the test is over
						}
					}
				})
				began := time.Now()
				found := client.await(limit, func(in *inbox) bool { return len(in.lines) == c.want })
				if took := time.Since(began); found != c.found || took != c.took {
					t.Errorf("%v after %v, want %v after %v", found, took, c.found, c.took)
				}
			})
		})
	}
}

// TestTextAlone: of a server with a dialect, a text that comes without the form of a chat line
// is told so. The kit skips the line until then, since it could be one that is no chat.
func TestTextAlone(t *testing.T) {
	for came, want := range map[string]lesson.Symptom{"two\n": lesson.Formless, "OK\n": lesson.Nothing} {
		ours, theirs := net.Pipe()
		d, err := dialect.Parse(strings.NewReader("chat ^<(?P<name>\\w+)> (?P<text>.*)$\n"))
		if err != nil {
			t.Fatal(err)
		}
		s := newSession(t.Context(), Scenario{}, &simulated{}, Options{Slow: 0.01, Dialect: d})
		client := newClient(s, "ana", ours)
		client.calls("ana", s.tick())
		if _, err := io.WriteString(theirs, "Your name?\n* in the room: bruno\n<bruno> one\n"+came); err != nil {
			t.Fatal(err)
		}
		client.await(s.limit(), func(in *inbox) bool { return len(in.lines) == 4 })
		if f := client.missing(s.chatLine("bruno", "two")); f.Symptom != want {
			t.Errorf("of %q: %q, want %q; received %v", came, f.Symptom, want, f.Received)
		}
		client.abort()
		theirs.Close()
		s.cancel()
	}
}

// TestNearest: a failure shows a line that nobody asked for, and not "nothing". But it
// does not show just any line.
func TestNearest(t *testing.T) {
	for _, c := range []struct {
		came     string
		expected Evidence
		want     string // "": nothing
	}{
		{"[server] in the room: \n", words("the list"), "[server] in the room: \n"}, // the client is not in the room
		{"OK\n", words("the list"), "OK\n"},
		{"", words("the list"), ""}, // the greeting does not count
		{"* in the room: \n* bruno joined\n", words("a notice that carla joined"), ""},
		{"* in the room: \n-> carla joined\n", words("a notice that carla joined"), "-> carla joined\n"},
		{"* in the room: \n[Bruno] hello, all\n", Evidence{Data: "[bruno] hello, all\n"}, "[Bruno] hello, all\n"},
		{"* in the room: \n[bruno] bye\n", Evidence{Data: "[carla] hello, all\n"}, ""},
	} {
		ours, theirs := net.Pipe()
		s := newSession(t.Context(), Scenario{}, &simulated{}, Options{Slow: 0.01})
		client := newClient(s, "ana", ours)
		client.calls("ana", s.tick())
		if _, err := io.WriteString(theirs, "Your name?\n"+c.came); err != nil {
			t.Fatal(err)
		}
		client.await(s.limit(), func(in *inbox) bool { return len(in.lines) == 1+strings.Count(c.came, "\n") })
		if f := client.missing(c.expected); string(f.Received.Data) != c.want {
			t.Errorf("of %q, for %v: %v", c.came, c.expected, f.Received)
		}
		client.abort()
		theirs.Close()
		s.cancel()
	}
}
