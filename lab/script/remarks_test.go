package script

import (
	"testing"
	"time"

	"chatlab/lab/dialect"
	"chatlab/lab/trace"
)

// TestTimeForANameIsRemarked: if a step about a client without a name fails, the record says when its
// time was over, counted from when it connected. It says so of nobody who was in the room or gone by
// then, and not before the time is over.
func TestTimeForANameIsRemarked(t *testing.T) {
	const connected, over = 100, 400 // milliseconds
	for _, c := range []struct {
		name, env string
		in, gone  int // when it was let in, and when its connection ended; 0: never
		now       int
		remarked  bool
	}{
		{"still there", "NAME_TIME=0.3", 0, 0, 2000, true},
		{"let in too late", "NAME_TIME=0.3", over + 1, 0, 2000, true},
		{"closed too late", "NAME_TIME=0.3", 0, over + 1, 2000, true},
		{"in the room", "NAME_TIME=0.3", over - 1, 0, 2000, false},
		{"gone", "NAME_TIME=0.3", 0, over - 1, 2000, false},
		{"too early", "NAME_TIME=0.3", 0, 0, over - 1, false},
		{"of another setting", "MOST_CLIENTS=3", 0, 0, 2000, false},
	} {
		clock := time.Time{}
		s := &session{scenario: Scenario{Env: []string{c.env}}, recorder: trace.NewRecorder(func() time.Time { return clock })}
		who := &client{s: s, name: "ana", conn: "ana", inbox: inbox{dialect: &dialect.Dialect{}}}
		s.order = []*client{{s: s, name: "zoe", conn: "zoe"}, who}
		add := func(ms int, e trace.Event) {
			clock = time.Time{}.Add(time.Duration(ms) * time.Millisecond)
			e.Conn = "ana"
			s.recorder.Record(e)
			who.inbox.add(e.Data)
		}
		add(connected, trace.Event{Kind: trace.Open})
		add(connected+1, trace.Event{Dir: trace.ToClient, Kind: trace.Data, Data: []byte("Name?\n")})
		if c.in > 0 {
			who.answered = true
			add(c.in, trace.Event{Dir: trace.ToClient, Kind: trace.Data, Data: []byte("* in the room: \n")})
		}
		if c.gone > 0 {
			add(c.gone, trace.Event{Dir: trace.ToClient, Kind: trace.Fin})
		}
		clock = time.Time{}.Add(time.Duration(c.now) * time.Millisecond)
		s.remarkOnFailure(&Step{Source: "told ana '^! timeout'"}, &Failure{})
		said, at := "", time.Duration(0)
		for _, e := range s.recorder.Log().All() {
			if r, ok := trace.ParseRemark(e.Note); ok && e.Kind == trace.Remarked {
				said, at = e.Conn+": "+r.Text, e.At-r.Ago-r.Over
			}
		}
		want := map[bool]string{true: "ana: 300ms are over since ana connected: the time for a name"}[c.remarked]
		if said != want || c.remarked && at != connected*time.Millisecond {
			t.Errorf("%s: it says %q, and counts from %v; want %q", c.name, said, at, want)
		}
	}
}
