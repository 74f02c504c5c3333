package layout

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// TestDistinct: of several ways to write the same, one is shown as it is, and the others are
// escaped where they differ.
func TestDistinct(t *testing.T) {
	for text, want := range map[string]string{
		"":                      "",
		"one\n\ttwo":            "one\n\ttwo",
		"café":                  "café",
		"cafe\u0301":            `cafe\u0301`,
		"cafe\u0301\u0323x":     `cafe\u0301\u0323x`,
		"a\u0323\u0301":         `a\u0323\u0301`,
		"x\u0323\u0301":         "x\u0323\u0301",           // there is no character for these
		"x\u0301\u0323":         `x` + "\u0301" + `\u0323`, // the same, in another order
		"\u0301a":               `\u0301a`,
		"한글":                    "한글",
		"\u1112\u1161\u11ab":    "\u1112" + `\u1161\u11ab`,
		"\u212b":                `\u212b`, // å in a second place
		"नमस्ते":                "नमस्ते",
		"👩🏽 🦆":                  "👩🏽 🦆",
		"❤\ufe0f 1\ufe0f\u20e3": `❤\ufe0f 1\ufe0f\u20e3`, // the same letter without the selector looks alike
		"x" + strings.Repeat("\u0301", MostStacked+2): "x" + strings.Repeat("\u0301", MostStacked) + `\u0301\u0301`,
	} {
		if got := Distinct(text); got != want {
			t.Errorf("Distinct(%q) = %+q, want %+q", text, got, want)
		}
	}
}

// FuzzDistinct: what is shown is in the form NFC, so two texts that differ in the way in which
// characters are written look different.
func FuzzDistinct(f *testing.F) {
	f.Add("e\u0301\u0323")
	f.Add("\u1100\u1161\u11a8")
	f.Add("\u09c7\u09be\u09be" + "\u302e\u302f")
	f.Add("\u0f71\u0f72\u0344")
	f.Fuzz(func(t *testing.T, text string) {
		if shown := Distinct(text); !norm.NFC.IsNormalString(shown) {
			t.Errorf("Distinct(%+q) = %+q, which is not its NFC", text, shown)
		}
	})
}
