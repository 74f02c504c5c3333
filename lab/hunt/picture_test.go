package hunt

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/rule"
	"chatlab/lab/trace"
)

func at(n int) time.Duration { return time.Duration(n) * time.Millisecond }

func bytesAt(ms int, conn string, dir trace.Dir, text string) trace.Event {
	return trace.Event{At: at(ms), Conn: conn, Dir: dir, Kind: trace.Data, Data: []byte(text)}
}

// missedLine is a finding: bruno never hears the second line of ana's operation 3, and hears
// instead that carla left, whom operation 4 froze.
func missedLine() Finding {
	var f Finding
	f.Case = Case{Seed: 7, Clients: 3, Profile: "lan", Ops: []Op{
		{Number: 1, At: at(100), Who: "ana", Do: Join, As: "ana"},
		{Number: 2, At: at(200), Who: "bruno", Do: Join, As: "bruno"},
		{Number: 3, At: at(350), Who: "ana", Do: Burst, Lines: 2, Size: 8},
		{Number: 4, At: at(351), Who: "carla", Do: Freeze},
	}}
	f.Drawn, f.Tried = 40, 12
	f.Log = trace.NewLog([]trace.Event{
		{At: at(0), Conn: "observer", Kind: trace.Open},
		bytesAt(0, "observer", trace.ToServer, "observer\n"),
		bytesAt(1, "observer", trace.ToClient, "Welcome!\n* in the room: \n"),
		{At: at(101), Conn: "ana", Kind: trace.Open},
		bytesAt(101, "ana", trace.ToServer, "ana\n"),
		bytesAt(102, "observer", trace.ToClient, "* ana joined\n"),
		{At: at(201), Conn: "bruno", Kind: trace.Open},
		bytesAt(201, "bruno", trace.ToServer, "bruno\n"),
		bytesAt(202, "ana", trace.ToClient, "Welcome!\n* in the room: observer\n* bruno joined\n"),
		bytesAt(350, "ana", trace.ToServer, "ana 3.0 \nana 3.1 \n"),
		bytesAt(351, "bruno", trace.ToClient, "Welcome!\n* in the room: observer, ana\n[ana] ana 3.0 \n"),
		bytesAt(352, "observer", trace.ToClient, "[ana] ana 3.0 \n[ana] ana 3.1 \n* carla left (too slow)\n"),
		bytesAt(353, "bruno", trace.ToClient, "* carla left (too slow)\n"),
		bytesAt(900, "bruno", trace.ToClient, "[ana] ana 3.0 \n"), // much later, so that the break is not at the end
	})
	f.Violation = rule.Violation{
		Rule: rule.Rule{Name: "as-observed"}, Conn: "bruno", At: at(352),
		Missing: &rule.Missing{Line: "[ana] ana 3.1 ", Heard: "observer", Instead: "* carla left (too slow)", Came: at(353)},
	}
	return f
}

// TestPicture: the steps of a picture are the operations and at last the rule, each has what it
// caused, and the rule fails below the line that came instead of the missing one.
func TestPicture(t *testing.T) {
	f := missedLine()
	var steps, used []string
	var failed, before, last trace.Event
	step := ""
	for _, e := range f.Picture(f.Caption("", "expected this"), f.Closest(), 100).All() {
		switch {
		case e.Kind == trace.About:
			steps = append(steps, e.Conn+" / "+e.Note)
		case e.Kind == trace.Step:
			if step = e.Conn; e.Note != "" {
				steps = append(steps, step+" "+e.Note)
			}
		case e.Kind == trace.Took:
			used = append(used, step+" "+e.Conn+" "+e.Dir.String()+" "+e.Note)
		case e.Kind == trace.Failed:
			failed, before = e, last
		case e.Kind == trace.Data:
			last = e
		}
	}
	want := []string{
		"seed 7 · 3 clients · lan · as-observed / 4 of 40 operations are needed (found in 12 runs).",
		"#0 the observer joins", "#1 ana joins", "#2 bruno joins", "#3 ana says 2 lines of 8 bytes at once", "#4 carla stops reading",
		"as-observed the rule as-observed is broken",
	}
	if diff := cmp.Diff(want, steps); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	for _, want := range []string{
		"as-observed bruno < bytes 53 to 77, wrong at 53",    // instead
		"as-observed observer < bytes 53 to 68, meant at 53", // the missing line
		"#3 ana > bytes 4 to 22", "#1 observer < bytes 25 to 38", "#2 ana < bytes 33 to 48", "#4 bruno < bytes 53 to 77",
	} {
		if !slices.Contains(used, want) {
			t.Errorf("%q is missing in:\n%s", want, strings.Join(used, "\n"))
		}
	}
	if failed.Conn != "as-observed" || failed.Note != "expected this" || string(before.Data) != "* carla left (too slow)\n" || before.Conn != "bruno" {
		t.Errorf("it fails with %+v, below %q of %s", failed, before.Data, before.Conn)
	}
}

// TestPictureOrder: the observer and the one that breaks the rule come first, and what lets
// them in is set-up.
func TestPictureOrder(t *testing.T) {
	f := missedLine()
	if diff := cmp.Diff([]string{"observer", "bruno", "ana", "carla"}, f.Closest()); diff != "" {
		t.Errorf("life lines (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"#0", "#1", "#2"}, f.SetUp()); diff != "" {
		t.Errorf("set-up (-want +got):\n%s", diff)
	}
}

// TestPictureHasWhoSpokeAndWhoReadsNothing: they are of the first that a picture of many shows, though
// others came before them. Those who had gone by then, or are too many, are named as left out.
func TestPictureHasWhoSpokeAndWhoReadsNothing(t *testing.T) {
	f := missedLine()
	events := eventsOf(f.Log)
	for i, name := range []string{"dora", "emil", "fay", "gil"} {
		f.Case.Ops = append([]Op{{Number: 10 + i, At: at(50), Who: name, Do: Join, As: name}}, f.Case.Ops...)
		events = append([]trace.Event{bytesAt(50, name, trace.ToServer, name+"\n")}, events...)
	}
	stops := func(ms int, name string, act trace.Act) trace.Event { e := act.Of(name); e.At = at(ms); return e }
	events = append(events, stops(340, "gil", trace.StopsReading), stops(341, "gil", trace.ReadsAgain),
		stops(345, "carla", trace.StopsReading), stops(500, "fay", trace.StopsReading))
	slices.SortStableFunc(events, func(a, b trace.Event) int { return int(a.At - b.At) })
	f.Log = trace.NewLog(events)
	f.Violation.Missing.Line = "[emil] emil 3.1 "
	drawn, undrawn := f.ClosestDrawn()
	if diff := cmp.Diff([]string{"observer", "bruno", "emil", "carla"}, drawn[:4]); diff != "" || len(drawn) != 8 || undrawn != "" {
		t.Errorf("(-want +got):\n%s\n%q are drawn; %s", diff, drawn, undrawn)
	}
	more := []trace.Event{{Conn: "more7", Kind: trace.Open}, {Conn: "more7", Dir: trace.ToClient, Kind: trace.Fin}}
	for i := range 7 {
		more = append(more, trace.Event{Conn: fmt.Sprint("more", i), Kind: trace.Open})
	}
	for i := range 8 {
		f.Case.Ops = append(f.Case.Ops, Op{Number: 20 + i, Who: fmt.Sprint("more", i), Do: Join})
	}
	f.Log = trace.NewLog(append(more, events...))
	const left = "3 more are not drawn: fay, dora, ana; not connected at that moment: more7"
	if drawn, undrawn := f.ClosestDrawn(); len(drawn) != mostDrawn || undrawn != left {
		t.Errorf("of a large crowd %q are drawn; %s, want %s", drawn, undrawn, left)
	}
}

// TestPictureKnowsWhoReadsNothing: a client that stopped reading before the picture begins is in it,
// and so is the step that made it stop.
func TestPictureKnowsWhoReadsNothing(t *testing.T) {
	f := missedLine()
	events := eventsOf(f.Log)
	stops := trace.StopsReading.Of("carla")
	stops.At = at(50)
	f.Case.Ops[3].At = stops.At
	f.Log = trace.NewLog(slices.Insert(events, 3, stops))
	var all []string
	for _, e := range f.Picture(f.Caption("", "no"), f.Closest(), 4).All() {
		switch {
		case e.Conn == "#4" || e.Act() != "" || e.Kind == trace.Left:
			all = append(all, strings.TrimSpace(e.Conn+" "+e.Note))
		case e.Kind == trace.Data:
			all = append(all, "data")
		}
	}
	all = all[:slices.Index(all, "data")+1]
	if diff := cmp.Diff([]string{"#4 carla stops reading", "#4", "carla stops reading", "trace what came then is left out here", "data"}, all); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestPictureOfALock: the client that the server waits for while it holds a lock is shown, beside
// one that has operations. Other findings show two.
func TestPictureOfALock(t *testing.T) {
	f := missedLine()
	if diff := cmp.Diff([]string{"observer", "bruno"}, f.ClosestFew()); diff != "" {
		t.Errorf("another rule (-want +got):\n%s", diff)
	}
	f.Violation = rule.Violation{Rule: rule.Rule{Name: rule.NoLockWhileWaiting}, Conn: "observer"}
	if diff := cmp.Diff([]string{"observer", "ana"}, f.ClosestFew()); diff != "" {
		t.Errorf("all has arrived (-want +got):\n%s", diff)
	}
	f.Log = trace.NewLog(append(eventsOf(f.Log),
		bytesAt(950, "observer", trace.FarToClient, "much that is read"), bytesAt(951, "observer", trace.ToClient, "much that is"),
		bytesAt(952, "bruno", trace.FarToClient, strings.Repeat("x", 1000))))
	if diff := cmp.Diff([]string{"observer", "bruno", "ana"}, f.ClosestFew()); diff != "" {
		t.Errorf("bruno has not read (-want +got):\n%s", diff)
	}
	var held []trace.Event
	waits := 0
	for _, e := range f.Picture(f.Caption("", "no"), f.ClosestFew(), 100).All() {
		if b, ok := trace.ParseBuffers(e.Note); ok && e.Kind == trace.Held {
			held, waits = append(held, e), waits+b.Total()
		}
	}
	if len(held) != 1 || held[0].Conn != "bruno" || waits != 908 {
		t.Errorf("the picture shows %d bytes that wait: %+v; want the 908 that bruno has not read", waits, held)
	}
}

func eventsOf(log trace.Log) (all []trace.Event) {
	for _, e := range log.All() {
		all = append(all, e)
	}
	return all
}

// TestWhereItBreaks: the arrow that shows the break is the line that came instead, if it came
// soon; the line that is wrong; or how the connection ended. The observer's line is marked where
// the one that came instead differs. What never came is there too.
func TestWhereItBreaks(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Finding)
		want   string // what the failing step shows, except for what it was content with
	}{
		{"nothing more", func(f *Finding) { f.Violation.Missing.Instead = "" }, "observer took bytes 53 to 68, all meant; bruno missing [ana] ana 3.1 "},
		{"long after", func(f *Finding) { f.Violation.Missing.Came = time.Minute }, "observer took bytes 53 to 68, all meant; bruno missing [ana] ana 3.1 "},
		{"another line", func(f *Finding) {
			f.Violation.Missing.Instead, f.Violation.Missing.Came = "[ana] ana 3.0 ", at(351)
		}, "bruno took bytes 38 to 53, wrong at 50; observer took bytes 53 to 68, meant at 65; bruno missing [ana] ana 3.1 "}, // [ana] ana 3.
		{"a line", func(f *Finding) {
			f.Violation = rule.Violation{Conn: "ana", Line: "* bruno joined", At: at(202)}
		}, "ana took bytes 33 to 48, all wrong"},
		{"the second of two", func(f *Finding) {
			f.Violation = rule.Violation{Conn: "bruno", Line: "[ana] ana 3.0 ", At: at(890)}
		}, "bruno took bytes 77 to 92, all wrong"},
		{"its end", func(f *Finding) {
			f.Log = trace.NewLog(append(eventsOf(f.Log), trace.Event{At: at(950), Conn: "bruno", Dir: trace.ToClient, Kind: trace.Reset}))
			f.Violation = rule.Violation{Conn: "bruno", Ending: true, At: at(949)}
		}, "bruno took bytes 92 to 93, all wrong"},
		{"a notice that nobody got", func(f *Finding) {
			f.Violation = rule.Violation{Conn: "ana", Untold: rule.Absent{Conn: "observer", What: "notice: ana left"}}
		}, "observer missing notice: ana left"},
	} {
		f := missedLine()
		c.change(&f)
		f.Violation.Rule.Name = "it"
		var got []string
		step := ""
		for _, e := range f.Picture(Caption{}, f.Closest(), 100).All() {
			if e.Kind == trace.Step {
				step = e.Conn
			}
			if span, ok := trace.ParseSpan(e.Note); step == "it" && (ok && span.Shows() || e.Kind == trace.Missing) {
				got = append(got, e.Conn+" "+e.Kind.String()+" "+e.Note)
			}
		}
		if all := strings.Join(got, "; "); all != c.want {
			t.Errorf("%s: %q, want %q", c.name, all, c.want)
		}
	}
}

// TestPictureSaysWhenATimeIsOver: if a case gives the server a time to miss a host, the picture says
// when it was over, between what happened before and after.
func TestPictureSaysWhenATimeIsOver(t *testing.T) {
	f := missedLine()
	power := trace.LosesPower.Of("carla")
	power.At = at(100)
	f.Log = trace.NewLog(slices.Insert(eventsOf(f.Log), 3, power))
	said := func(limit time.Duration) (all []string) {
		f.Case.GoneWithin = limit
		before := time.Duration(0)
		for _, e := range f.Picture(f.Caption("", "no"), f.Closest(), 100).All() {
			if r, ok := trace.ParseRemark(e.Note); ok && e.Kind == trace.Remarked {
				all = append(all, fmt.Sprintf("%v, after %v: %s", e.At, before, r.Text))
			}
			before = max(before, e.At)
		}
		return all
	}
	if diff := cmp.Diff([]string{"300ms, after 202ms: 200ms are over since carla lost power: the room had to be told by now"}, said(200*time.Millisecond)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := said(0); len(got) > 0 {
		t.Errorf("without a limit it says %q", got)
	}
}
