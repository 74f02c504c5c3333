package script

import (
	"testing"
)

// TestArrivalOfAWrongLine: a failure says after which step a line came, if that is not where the reader
// looks anyway.
func TestArrivalOfAWrongLine(t *testing.T) {
	t.Parallel()
	const (
		three   = "server\njoin ana bruno carla\n" // steps 1 and 2
		early   = three + "send ana 'one\\n/msg bruno it came\\n'\nhear bruno 'ana -> bruno' 'it came'\n"
		further = early + "say carla two\nhear bruno carla two\n"
	)
	for _, c := range []struct {
		steps, received string
		after           int
	}{
		{further + "quiet bruno", "[ana] one\n", 3},
		{early + "quiet bruno", "[ana] one\n", 3}, // nothing was done since, and it is no answer
		{early + "say ana three\nhear bruno ana three", "[ana] one\n", 3},
		{early + "hear bruno ana three", "[ana] one\n", 0}, // nothing was done since
		{three + "say ana one\nhear bruno ana two", "[ana] one\n", 0},
		{"server\nconnect nobody\njoin ana\nsend ana '/nonsense\\n'\ntold ana unknown\nquiet nobody\nquiet --notices ana", "* nobody joined\n", 6}, // the step named the client
	} {
		o := play(t, c.steps, 1)
		f := o.Failure
		if f == nil || string(f.Received.Data) != c.received || f.AfterStep != c.after {
			t.Errorf("%q: %+v; want %q, which came after step %d", c.steps, f, c.received, c.after)
			continue
		}
		if c.after == 0 {
			continue
		}
		from, end := o.Steps[c.after-1].At, o.Steps[min(c.after, len(o.Steps)-1)]
		if to := end.At + end.Took; f.CameAt < from || f.CameAt > to {
			t.Errorf("%q: it came at %v; want it from %v to %v", c.steps, f.CameAt, from, to)
		}
	}
}

// TestLinesBehindAWrongOne: a failure has the first lines that came after the wrong one, and says how
// many more there are.
func TestLinesBehindAWrongOne(t *testing.T) {
	t.Parallel()
	for sent, want := range map[string]struct{ then, more int }{
		`a\n`:                {1, 0}, // the private line of the next step is the one
		`a\nb\nc\n`:          {3, 0},
		`a\nb\nc\nd\ne\nf\n`: {3, 3},
	} {
		f := play(t, "server\njoin ana bruno\nsend ana '"+sent+"/msg bruno it came\\n'\nhear bruno 'ana -> bruno' 'it came'\nhear bruno ana x", 1).Failure
		if f == nil || len(f.Then) != want.then || f.More != want.more {
			t.Errorf("%s: %+v; want %+v", sent, f, want)
		}
	}
}
