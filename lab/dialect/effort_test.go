package dialect

import (
	"strings"
	"testing"
)

// TestEffort: patterns are tried on a bounded number of bytes, and on more if clients say more.
// After that they match nothing.
func TestEffort(t *testing.T) {
	const pattern = "^never this"
	line := []byte(strings.Repeat("x", 64<<10-1))
	for _, c := range []struct {
		words string
		try   func(d *Dialect) // looks at the line once
	}{
		{"chat (?P<text>" + pattern + ")", func(d *Dialect) { d.readChat(line) }},
		{"list (?P<names>" + pattern + ")", func(d *Dialect) { d.ListPart(line) }},
		{"joined " + pattern, func(d *Dialect) { d.Admits(line) }},
		{"notice " + pattern, func(d *Dialect) { d.Admits(line) }},
		{"refused " + pattern, func(d *Dialect) { d.matches(d.Refused, line) }},
		{"about {name}" + pattern, func(d *Dialect) { d.IsAbout(line, "a") }},
	} {
		d := parse(t, c.words).Bounded()
		n := 0
		for ; !d.Exhausted() && n < 100; n++ {
			c.try(d)
		}
		if least, most := allowance/len(line)*9/10, allowance/len(line)+1; n < least || n > most {
			t.Errorf("%.10s: tried on %d lines, want %d to %d", c.words, n, least, most)
		}
	}
	d := parse(t, "joined ^hello").Bounded()
	for range 3 * allowance / len(line) {
		d.Allow(len(line), 1)
		d.Admits(line)
	}
	if !d.Admits([]byte("hello")) {
		t.Error("the server says what its clients have said, and is cut off")
	}
	d.GiveUp()
	if d.Admits([]byte("hello")) || !d.Exhausted() {
		t.Error("it was given up, and matches")
	}
}
