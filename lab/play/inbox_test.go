package play

import (
	"strings"
	"testing"
)

// TestInboxIsBounded: however much comes, little is kept, and the numbers go on.
func TestInboxIsBounded(t *testing.T) {
	var in inbox
	for range 100 {
		in.take([]byte(strings.Repeat("a line\n", 100) + "begun, "))
		in.sent([]byte(strings.Repeat("x", 10*mostShown)))
	}
	if len(in.lines) >= 2*mostLines {
		t.Errorf("%d lines are kept", len(in.lines))
	}
	lines := in.last(0)
	if n := len(lines); n != mostLines || lines[n-1].N != 100*101-1 || in.next != 100*101 {
		t.Errorf("%d lines are shown, the last is %+v, and the next is number %d", n, lines[n-1], in.next)
	}
	if got := lines[len(lines)-1].Text; len(got) > mostShown+100 || !strings.HasSuffix(got, "x… (20000 bytes)") {
		t.Errorf("%d bytes of a long line are shown", len(got))
	}
	if got := in.last(in.next - 2); len(got) != 2 || got[0].N != in.next-2 {
		t.Errorf("from a number on: %+v", got)
	}
}
