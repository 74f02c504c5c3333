package play

import (
	"strings"
	"testing"
	"time"

	"chatlab/lab/trace"
)

// TestHostileServer: all that is shown of it is text that drives nothing.
func TestHostileServer(t *testing.T) {
	tb := sit(t, "hostile")
	tb.Person("ana").Connect(t.Context())
	tb.hears("ana", `\u202e\x00⏎`)
	want := []string{`<script>window.pwned=1</script>⏎`, `"><img src=x onerror="pwned=1">⏎`, `\x1b[2J\x1b]0;t\x07⏎`, `\xff\xfe\xc3⏎`, `\u202e\x00⏎`}
	if got := tb.received("ana"); strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("shown as %q", got)
	}
	tb.await("its log", func() bool { return strings.Contains(tb.State().Printed, "pwned") })
	if got := tb.State().Printed; strings.ContainsAny(got, "\x1b\x00\x07\u202e") {
		t.Errorf("its log is shown as %q", got)
	}
}

// TestEndlessLine: of a line that does not end the beginning is shown, and how long it is.
func TestEndlessLine(t *testing.T) {
	tb := sit(t, "endless line")
	tb.Person("ana").Connect(t.Context())
	tb.await("all of it", func() bool { return tb.Person("ana").State().Received == 10<<20 })
	s := tb.Person("ana").State()
	if !strings.HasSuffix(s.Open, "x… (10485760 bytes)") || len(s.Open) > mostShown+100 || len(tb.Person("ana").Lines(0)) > 0 {
		t.Errorf("%d lines, and %d bytes that begin a line: …%s", len(tb.Person("ana").Lines(0)), len(s.Open), s.Open[max(0, len(s.Open)-50):])
	}
	if kept := size(tb.Log()); kept > mostKept {
		t.Errorf("%d bytes are recorded", kept)
	}
}

func size(log trace.Log) (bytes int) {
	for _, e := range log.All() {
		bytes += len(e.Data)
	}
	return bytes
}

// TestFlood: a person takes no more than a limit from a server that sends without end.
func TestFlood(t *testing.T) {
	t.Parallel()
	tb := sit(t, "flood")
	tb.Person("ana").Connect(t.Context())
	tb.await("the end of it", func() bool { return tb.Person("ana").State().Over })
	s := tb.Person("ana").State()
	if s.Received < mostReceived || s.Received > mostReceived+1<<20 || len(tb.Person("ana").Lines(0)) != mostLines {
		t.Errorf("ana took %d bytes, and %d lines are kept", s.Received, len(tb.Person("ana").Lines(0)))
	}
	if log := tb.Log(); log.Len() > mostEvents+2 || size(log) > mostKept {
		t.Errorf("%d events with %d bytes are recorded", log.Len(), size(log))
	}
	var last trace.Event
	for _, e := range tb.Log().All() {
		last = e
	}
	if tb.State().Lost == 0 || last.Kind != trace.Left {
		t.Errorf("nobody says that the record is not complete: it ends with %s", last)
	}
	if tb.State().Phase != Running {
		t.Error("the server is not there any more")
	}
}

// TestDeafServer: bytes for a server that reads nothing wait. The person is told so, and can leave.
func TestDeafServer(t *testing.T) {
	t.Parallel()
	tb := sit(t, "deaf")
	ana := tb.Person("ana")
	ana.Connect(t.Context())
	for range 10 {
		ana.Flood(64, 16<<10)
	}
	tb.await("no room for more", func() bool {
		err := ana.Flood(64, 16<<10)
		return err != nil && strings.Contains(err.Error(), "wait already")
	})
	if waiting := ana.State().Waiting; waiting > mostWaiting {
		t.Errorf("%d bytes wait", waiting)
	}
	// The kernel may yet take all that waits, so more follows. A write has waited so long that it is told,
	// if nothing moved while this test woke often: on a busy machine the writer may not have run in that time.
	for before, still := 0, 0; still < 100; still++ {
		if now := ana.State().Waiting; now == 0 || now != before {
			ana.Flood(64, 16<<10) // refused if too much waits
			before, still = ana.State().Waiting, 0
		}
		<-time.After(longWrite / 50)
	}
	ana.Finish()
	ana.Reset()
	tb.await("the end", func() bool { return ana.State().Over && ana.State().Waiting == 0 })
	waited := tb.Log().Only(func(e trace.Event) bool { // for good: on a busy machine others may wait long, too
		wait, told := trace.ParseWait(e.Note)
		return e.Kind == trace.Blocked && (!told || wait.Taken < wait.Of)
	})
	if waited.Len() != 1 {
		t.Errorf("%d writes waited for good, and the last one did", waited.Len())
	}
}
