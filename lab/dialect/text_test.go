package dialect

import "testing"

// TestSameText: both choices that P10 leaves to the server count as the same, and nothing
// else does.
func TestSameText(t *testing.T) {
	for _, c := range []struct {
		said, heard string
		same        bool
	}{
		{"", "", true},
		{"hello", "hello", true},
		{"hello", "hello ", false},
		{"hello", "hell", false},
		{"a\x1bb", "a\x1bb", true},
		{"a\x1bb", "a\uFFFDb", true},
		{"a\x1bb", "ab", false},
		{"a\a\ab", "a\uFFFD\uFFFDb", true},
		{"a\a\ab", "a\uFFFDb", false},
		{"a\xff\xfeb", "a\uFFFDb", true},
		{"a\xff\xfeb", "a\uFFFD\uFFFDb", true},
		{"a\xff\xfeb", "a\uFFFD\uFFFD\uFFFDb", false},
		{"a\xff\xfeb", "ab", false},
		{"\xff\xfe\a\xff", "\uFFFD\uFFFD\uFFFD", true},
		{"\xff\xfe\a\xff", "\uFFFD\uFFFD", false},
		{"a\x1bb\ac", "a\x1bb\uFFFDc", false},
		{"a\xff\xfe\xfdb", "a\xed\xa0\x80b", false},
		{"a\uFFFDb", "a\uFFFDb", true},
		{"a\uFFFDb", "ab", false},
	} {
		if got := SameText(c.said, c.heard); got != c.same {
			t.Errorf("%q heard as %q: %v", c.said, c.heard, got)
		}
	}
}
