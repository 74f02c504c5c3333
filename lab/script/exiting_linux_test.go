package script

import (
	"testing"
)

// TestExitingServerIsUnreachable: while the system ends a process, it closes its connections
// and its listener in an order of its own. A connection that still gets through then is not
// the server's doing.
func TestExitingServerIsUnreachable(t *testing.T) {
	sc, err := scenario(t, "# A test.\nserver\njoin ana\ncrowd 40\ninterrupt\nclosed ana\nunreachable\n")
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		if o := settled(t, sc, "it ends without a word", Options{}); o.Verdict != Passed {
			t.Fatalf("%s: %+v", o.Verdict, o.Failure)
		}
	}
}
