package layout

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "> "},
		{"one two", "> one two"},
		{"  one  two three\nfour", "> one two\n> three\n> four"},
		{"één twéé", "> één twéé"},
		{"a unfathomable b", "> a\n> unfathomable\n> b"},
	} {
		if diff := cmp.Diff(c.want, Wrap(c.text, "> ", 10)); diff != "" {
			t.Errorf("Wrap(%q) (-want +got):\n%s", c.text, diff)
		}
	}
}
