package script

import (
	"slices"
	"strings"
	"testing"

	"chatlab/lab/dialect"
	"chatlab/lab/lesson"
	"chatlab/lab/trace"
)

// TestOneGuessTooMany: of many guesses that were looked at, the failure shows the first one beyond
// the limit, in the order of the record.
func TestOneGuessTooMany(t *testing.T) {
	const most = 4
	o := play(t, "needs accounts=users\nserver\nguess 6 ana 4"+carried, 1)
	if o.Verdict != Failed || o.Failure.Symptom != lesson.Unlimited {
		t.Fatalf("%s: %+v %+v", o.Verdict, o.Failure, o.Trouble)
	}
	var answered []string // connections, in the order in which their answers came
	shown := trace.Event{}
	for _, e := range o.Log.All() {
		switch span, _ := trace.ParseSpan(e.Note); {
		case e.Dir == trace.ToClient && strings.Contains(string(e.Data), "! "+wrongPassword):
			answered = append(answered, e.Conn)
		case e.Kind == trace.Took && span.IsWrong():
			shown = e
		}
	}
	if at := slices.Index(answered, shown.Conn); at != most || o.Failure.Conn != shown.Conn || !strings.HasSuffix(o.Failure.Note, " "+shown.Conn) {
		t.Errorf("it shows the answer to %q with the number %d, want number %d of %q; the failure is about %q", shown.Conn, at, most, answered, o.Failure.Conn)
	}
}

// TestAGuessThatShouldWait: if a guess is looked at that should wait, that is not just any other answer.
func TestAGuessThatShouldWait(t *testing.T) {
	wrong := &line{raw: []byte("! " + wrongPassword + ": wrong name or password"), form: dialect.Refusal}
	c := &client{inbox: inbox{dialect: &dialect.Dialect{}}}
	for pattern, want := range map[string]lesson.Symptom{"^! wait: ": lesson.Unlimited, "^! timeout": lesson.OtherAnswer} {
		if got := c.symptomOfAnswer(pattern, wrong); got != want {
			t.Errorf("told %s: %q, want %q", pattern, got, want)
		}
	}
}
