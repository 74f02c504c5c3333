package draw

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRibbons: what was meant and what came are cut at the same place, and a line feed is shown
// only where there is one.
func TestRibbons(t *testing.T) {
	long := strings.Repeat("0123456789", 500)
	for name, c := range map[string]struct {
		expected string
		came     []string
		meant    []ribbonBlock
		made     []ribbonBlock
		notch    int
	}{
		"a message in pieces": {"[ana] hello world\n", []string{"[ana] hel\n", "[ana] lo wor\n", "* bruno left\n", "[ana] ld\n"},
			[]ribbonBlock{{"hello world", true}}, []ribbonBlock{{"hel", true}, {"lo wor", true}, {"ld", true}}, 3},
		"the same text, and then more": {"[ana] x\n", []string{"[ana] xy\n"}, []ribbonBlock{{"x", true}}, []ribbonBlock{{"xy", true}}, 1},
		"nothing left":                 {"[ana] abc\n", []string{"[ana] \n"}, []ribbonBlock{{"abc", true}}, []ribbonBlock{{"", true}}, 0},
		"a long one": {"[ana] " + long + "\n", []string{"[ana] " + long[:1000] + "\n", "[ana] " + long[1000:] + "\n"},
			[]ribbonBlock{{long[960:1056], false}}, []ribbonBlock{{long[960:1000], true}, {long[1000:1056], false}}, 40},
		"controls": {"[ana] a\tb\n", []string{"[ana] a\x1b\n"}, []ribbonBlock{{"a⇥b", true}}, []ribbonBlock{{`a\x1b`, true}}, 1},
		"no name":  {"* ana left\n", []string{"[ana] x\n"}, nil, nil, 0},
		"others":   {"[ana] x\n", []string{"[bruno] x\n"}, nil, nil, 0},
	} {
		both, notch := RibbonsOf(c.expected, c.came).drawn()
		var meant, made []ribbonBlock
		if len(both) == 2 {
			meant, made = both[0].Blocks, both[1].Blocks
		}
		if diff := cmp.Diff([]any{c.meant, c.made, c.notch}, []any{meant, made, notch}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
