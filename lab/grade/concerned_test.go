package grade

import (
	"slices"
	"testing"
	"time"

	"chatlab/lab/script"
	"chatlab/lab/trace"
)

// TestSilentClients: a failure concerns a client that reads nothing only while bytes wait for it.
func TestSilentClients(t *testing.T) {
	stops := trace.StopsReading.Of("bruno")
	reads := trace.ReadsAgain.Of("bruno")
	held := trace.Event{Conn: "bruno", Dir: trace.ToClient, Kind: trace.Held, Note: trace.Buffers{Send: 1}.String()}
	unread := trace.Event{Conn: "bruno", Dir: trace.ToServer, Kind: trace.Held, Note: trace.Buffers{Send: 1}.String()}
	reset := trace.Event{Conn: "bruno", Dir: trace.ToClient, Kind: trace.Reset}
	for name, c := range map[string]struct {
		events []trace.Event
		want   []string
	}{
		"it stops, and bytes wait":         {[]trace.Event{stops, unread, held}, []string{"bruno"}},
		"it stops, and nothing is said":    {[]trace.Event{stops}, nil},
		"only its own bytes wait":          {[]trace.Event{stops, unread}, nil},
		"it reads again":                   {[]trace.Event{stops, held, reads}, nil},
		"the server has cut it off":        {[]trace.Event{stops, held, reset}, nil},
		"bytes wait, and it reads all day": {[]trace.Event{held}, nil},
	} {
		if got := frozen(trace.NewLog(c.events)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestConcernedByAStepOfMany: if a step is about many clients, the one that showed its failure is shown,
// with the one that acted.
func TestConcernedByAStepOfMany(t *testing.T) {
	r := Result{Outcome: script.Outcome{
		Steps: []script.Step{
			{Source: "say fay hello", Ran: true, OK: true, At: 1, Took: 1},
			{Source: "quiet ana bruno carla dora eve", Ran: true, At: 3},
		},
		Failure: &script.Failure{},
	}}
	var events []trace.Event
	for _, name := range []string{"ana", "bruno", "carla", "dora", "eve", "fay"} {
		events = append(events, trace.Event{Conn: name, Kind: trace.Open})
	}
	r.Log = trace.NewLog(append(events, trace.Event{At: 1, Conn: "fay", Dir: trace.ToServer, Kind: trace.Data, Data: []byte("hello\n")}))
	for conn, want := range map[string][]string{"": {"ana", "bruno", "carla"}, "eve": {"eve", "fay"}} {
		r.Failure.Conn = conn
		if got, _ := r.Concerned(); !slices.Equal(got, want) {
			t.Errorf("shown by %q: %q, want %q", conn, got, want)
		}
	}
}

// TestRefusedStart: a ladder that would end before the bytes that a step refused begins later.
func TestRefusedStart(t *testing.T) {
	log := func(before int, note string) trace.Log {
		var all []trace.Event
		for i := range before + 1 {
			all = append(all, trace.Event{At: time.Duration(i), Conn: "carla", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("1234\n")})
		}
		return trace.NewLog(append(all, trace.Event{Conn: "carla", Kind: trace.Took, Note: note}))
	}
	last := trace.Span{From: 5 * 40, To: 5 * 41, Wrong: 5 * 40}.String()
	for name, c := range map[string]struct {
		log  trace.Log
		want time.Duration
	}{
		"far behind":    {log(40, last), 41 - MostEvents/2},
		"in view":       {log(40, trace.Span{From: 0, To: 5, Wrong: 0}.String()), 0},
		"nothing wrong": {log(40, trace.Span{From: 5 * 40, To: 5 * 41, Wrong: trace.NotWrong}.String()), 0},
	} {
		if got := refusedStart(c.log, []string{"carla"}, 0); got != c.want {
			t.Errorf("%s: from %d on, want %d", name, got, c.want)
		}
	}
	far := log(40, last)
	other := trace.Event{Conn: "zoe", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("1234\n")}
	var all []trace.Event
	for _, e := range far.All() {
		if all = append(all, e); e.Kind == trace.Took {
			all[len(all)-1] = other
			all = append(all, trace.Event{Conn: "zoe", Kind: trace.Took, Note: trace.Span{From: 0, To: 5, Wrong: trace.WholeWrong}.String()})
		}
	}
	if got := refusedStart(trace.NewLog(all), []string{"carla"}, 0); got != 0 {
		t.Errorf("the ladder does not show zoe, and begins at %d for what she got", got)
	}
}

// TestInPicture: who got something wrong, who got nothing, and who is named in words comes first in a
// picture.
func TestInPicture(t *testing.T) {
	var all []trace.Event
	for _, name := range []string{"ana", "bruno", "carla", "dora", "emil"} {
		all = append(all, trace.Event{Conn: name, Kind: trace.Open})
	}
	wrong := trace.Span{From: 0, To: 5, Wrong: trace.WholeWrong}
	all = append(all, trace.Event{Conn: "bruno", Dir: trace.ToClient, Kind: trace.Took, Note: trace.Span{From: 0, To: 5, Wrong: trace.NotWrong}.String()},
		trace.Event{Conn: "carla", Dir: trace.ToClient, Kind: trace.Took, Note: wrong.String()},
		trace.Event{Conn: "emil", Dir: trace.ToClient, Kind: trace.Missing, Note: "[dora] hello"})
	result := Result{Outcome: script.Outcome{Log: trace.NewLog(all), Failure: &script.Failure{Expected: script.Evidence{Data: "[dora] hello\n"}}}}
	got := slices.DeleteFunc(result.inPicture(), func(name string) bool { return !slices.Contains(result.Log.Conns(), name) })
	if want := []string{"carla", "emil", "dora"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
