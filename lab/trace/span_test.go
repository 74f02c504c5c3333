package trace

import "testing"

func TestSpan(t *testing.T) {
	for _, s := range []Span{{0, 0, NotWrong, false}, {6, 18, NotWrong, false}, {6, 18, 6, false}, {6, 18, 18, false}, {6, 18, WholeWrong, false}, {6, 18, 7, true}, {6, 18, WholeWrong, true}} {
		if got, ok := ParseSpan(s.String()); !ok || got != s {
			t.Errorf("%v becomes %v, %v", s, got, ok)
		}
	}
	for _, note := range []string{"", "bytes 1", "bytes 5 to 4", "bytes -1 to 4", "bytes 1 to 2, wrong at", "bytes 1 to 2, wrong at -2", "bytes 1 to 2, wrong at 1, all wrong", "bytes 1 to 2, meant", "bytes 1 to 2 and more"} {
		if s, ok := ParseSpan(note); ok {
			t.Errorf("%q is taken for %v", note, s)
		}
	}
}
