package script

import (
	"strings"
	"testing"
)

// TestFailureTellsTheLimit: a failure after a line as long as the limit, or longer, says how long it is
// and what the limit is. A failure after shorter lines says nothing of it.
func TestFailureTellsTheLimit(t *testing.T) {
	t.Parallel()
	for steps, want := range map[string]string{
		"say ana --size 65537\ntold ana '^! no'":                         "a line of ana has 65537 bytes before its line feed, and 65536 are allowed (P3)",
		"say ana --size 65536\nhear bruno ana y":                         "a line of ana has 65536 bytes before its line feed, and 65536 are allowed (P3)",
		"say ana --size 65536\nsay ana x\nhear bruno ana y":              "",
		"say ana --size 65535\nhear bruno ana y":                         "",
		"send ana --size 65537 --each 40000\ntold bruno 'no'":            "a line of ana has 65537 bytes before its line feed, and 65536 are allowed (P3)",
		"say ana --size 70000\nsay bruno --size 80000\ntold ana '^# no'": "a line of bruno has 80000 bytes before its line feed, and 65536 are allowed (P3)",
		"connect d\nsend d --size 70000\nrefused d\nhear bruno ana y":    "",
		"connect d\nsend d --size 70000\nrefused d\ntold d '^# no'":      "a line of d has 70000 bytes before its line feed, and 65536 are allowed (P3)",
	} {
		sc, err := scenario(t, "# A test.\nserver\njoin ana bruno\n"+steps+"\n")
		if err != nil {
			t.Fatal(err)
		}
		o := simulate(t, sc, referenceServe, Options{})
		if o.Failure == nil {
			t.Errorf("%s: %s %+v", steps, o.Verdict, o.Trouble)
			continue
		}
		if got := o.Failure.Note; want == "" && strings.Contains(got, "P3") || !strings.Contains(got, want) {
			t.Errorf("%s: the note is %q, want %q in it", steps, got, want)
		}
	}
}

// TestFailureCountsGuesses: a guess that the server should not have checked any more has a number.
func TestFailureCountsGuesses(t *testing.T) {
	t.Parallel()
	o := play(t, "needs accounts=users\nserver\nconnect a b\nsend a 'ana\\nx\\n'\ntold a '^! '\nsend b 'ana\\ny\\n'\ntold b '^! wait'"+carried, 1)
	if o.Failure == nil || !strings.Contains(o.Failure.Note, "this is wrong guess number 2 that the server has checked") {
		t.Errorf("%s: %+v", o.Verdict, o)
	}
}
