package lazyregexp

import "testing"

// TestNew: an expression is compiled once, and not before it is used.
func TestNew(t *testing.T) {
	word := New(`^\w+$`)
	if !word().MatchString("word") || word().MatchString("no word") {
		t.Error("it matches something else")
	}
	if word() != word() {
		t.Error("it is compiled each time")
	}
	wrong := New(`(`)
	defer func() {
		if recover() == nil {
			t.Error("what can't be compiled does not panic")
		}
	}()
	wrong()
}
