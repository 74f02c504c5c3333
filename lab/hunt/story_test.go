package hunt

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/rule"
	"chatlab/lab/trace"
)

// TestStory: reads close together are told as one, and the server's own lines apart. No
// effect comes before its cause. The story is around the moment at which the rule was
// broken.
func TestStory(t *testing.T) {
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	event := func(at int, conn string, dir trace.Dir, text string) trace.Event {
		return trace.Event{At: ms(at), Conn: conn, Dir: dir, Kind: trace.Data, Data: []byte(text)}
	}
	var f Finding
	f.Log = trace.NewLog([]trace.Event{
		{At: ms(1), Conn: "ana", Kind: trace.Open},
		{At: ms(1), Conn: "bruno", Kind: trace.Open},
		{At: ms(2), Conn: "zoe", Kind: trace.Open}, // she is not in the story
		event(10, "ana", trace.ToClient, "[zoe] 1\n[zoe] 2\n"),
		event(11, "bruno", trace.ToClient, "[zoe] 1\n"),
		event(12, "ana", trace.FarToClient, "what is seen elsewhere\n"),
		event(20, "ana", trace.ToClient, "[zoe] 3\n* zoe left\n[carla] 1\n"),
		event(30, "bruno", trace.ToServer, "he"),
		event(31, "bruno", trace.ToServer, "llo\n"),
		event(40, "ana", trace.ToClient, "[bruno] hello\n"),
		event(50, "bruno", trace.ToClient, "[carla] 2\n"),
		event(289, "ana", trace.ToClient, "[carla] 2\n"), // just close enough to be joined
		event(2060, "ana", trace.ToClient, "[carla] 3\n"),
	})
	f.Violation = rule.Violation{At: ms(1500), Conn: "ana", Rule: rule.Rule{Name: "as-observed"}}
	want := []string{
		"1ms ana open",
		"1ms bruno open",
		`10ms ana data "[zoe] 1\n[zoe] 2\n[zoe] 3\n"`,
		`11ms bruno data "[zoe] 1\n"`,
		`20ms ana data "* zoe left\n"`,
		`20ms ana data "[carla] 1\n"`,
		`30ms bruno data "hello\n"`,
		`40ms ana data "[bruno] hello\n[carla] 2\n"`,
		`50ms bruno data "[carla] 2\n"`,
		"1.5s ana fault ✗ ana: as-observed",
		`2.06s ana data "[carla] 3\n"`,
	}
	if diff := cmp.Diff(want, lines(f.Story([]string{"ana", "bruno"}, 100))); diff != "" {
		t.Errorf("the whole story (-want +got):\n%s", diff)
	}
	// In a part, three quarters come before the moment, and all connections are open.
	part := append([]string{"40ms ana open", "40ms bruno open"}, want[7:]...)
	if diff := cmp.Diff(part, lines(f.Story([]string{"ana", "bruno"}, 4))); diff != "" {
		t.Errorf("four events of it (-want +got):\n%s", diff)
	}
}

// lines returns a log in the form that tests compare.
func lines(log trace.Log) (all []string) {
	for _, e := range log.All() {
		line := fmt.Sprintf("%v %s %v", e.At, e.Conn, e.Kind)
		if e.Kind == trace.Data {
			line += fmt.Sprintf(" %q", e.Data)
		} else if e.Note != "" {
			line += " " + e.Note
		}
		all = append(all, line)
	}
	return all
}
