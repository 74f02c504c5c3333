package nearest

import "testing"

func TestWord(t *testing.T) {
	known := []string{"split_write", "two_in_one", "crlf", "crlf_alone"}
	for wrong, want := range map[string]string{"split_writ": "split_write", "spilt_write": "split_write", "crfl": "crlf", "crlf": "crlf", "two": "", "": "", "splitwrites3": ""} {
		if got, found := Word(wrong, known); got != want || found != (want != "") {
			t.Errorf("%q may mean %q, %v; want %q", wrong, got, found, want)
		}
	}
}

func TestEdits(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0}, {"abc", "axc", 1}, {"abc", "acb", 2}, {"kitten", "sitting", 3}} {
		if got := edits(c.a, c.b); got != c.want {
			t.Errorf("from %q to %q: %d edits, want %d", c.a, c.b, got, c.want)
		}
	}
}
