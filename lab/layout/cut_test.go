package layout

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestCutsAreBetweenCharacters, and use all the room there is.
func TestCutsAreBetweenCharacters(t *testing.T) {
	for _, character := range []string{"x", "é", "€", "🦆"} {
		text := strings.Repeat(character, 10)
		for most := range len(text) + 2 {
			want := strings.Repeat(character, min(most/len(character), 10))
			if got := Head(text, most); got != want {
				t.Errorf("the first %d bytes: %q, want %q", most, got, want)
			}
			if got := Tail(text, most); got != want {
				t.Errorf("the last %d bytes: %q, want %q", most, got, want)
			}
		}
	}
}

// TestCutsOfBytes: bytes that are not UTF-8 are cut too, at most one character too early.
func TestCutsOfBytes(t *testing.T) {
	const most = 20
	text := strings.Repeat("\x80", 100)
	for _, got := range []string{Head(text, most), Tail(text, most)} {
		if len(got) > most || len(got) < most-utf8.UTFMax {
			t.Errorf("%d bytes, want about %d", len(got), most)
		}
	}
}
