package layout

import (
	"strings"
	"testing"
)

// unseen are characters that show nothing, of each kind.
var unseen = map[string]rune{
	"null": 0, "escape": 0x1b, "delete": 0x7f, "C1": 0x9b,
	"no-break space": 0xa0, "thin space": 0x2009, "ideographic space": 0x3000, "line separator": 0x2028,
	"soft hyphen": 0xad, "zero width space": 0x200b, "joiner": 0x200d, "word joiner": 0x2060, "invisible times": 0x2062, "byte order mark": 0xfeff,
	"right to left": 0x200f, "override": 0x202e, "isolate": 0x2066, "Arabic letter mark": 0x61c,
	"variation selector 16": 0xfe0f, "variation selector 1": 0xfe00, "variation selector 256": 0xe01ef, "Mongolian variation": 0x180b, "Mongolian variation four": 0x180f,
	"language tag": 0xe0001, "tag A": 0xe0041, "cancel tag": 0xe007f, "reserved": 0xe0fff,
	"grapheme joiner": 0x34f, "Khmer vowel": 0x17b4, "Hangul filler": 0x3164, "half Hangul filler": 0xffa0, "Hangul choseong filler": 0x115f, "Hangul jungseong filler": 0x1160,
	"braille blank": 0x2800, "note without a head": 0x1d159, "Egyptian blank": 0x13441, "Khitan filler": 0x16fe4,
	"private": 0xe000, "no character": 0xffff, "not assigned": 0x10ffff,
}

// TestInvisible: what shows nothing is told apart from what does, and neither a name nor evidence
// shows it as it is.
func TestInvisible(t *testing.T) {
	for name, r := range unseen {
		if !Invisible(r) {
			t.Errorf("%s, %U: it is not invisible", name, r)
		}
		if shown := Unhidden("a" + string(r)); strings.ContainsRune(shown, r) {
			t.Errorf("%s, %U: a name has it as it is: %+q", name, r, shown)
		}
		if shown := Distinct("a" + string(r)); r >= alwaysDistinct && strings.ContainsRune(shown, r) {
			t.Errorf("%s, %U: evidence has it as it is: %+q", name, r, shown)
		}
	}
	for _, r := range " aé€漢🦆\u0301\u20e3\u0e31⏎\ufffd\ufffc⠁" {
		if Invisible(r) {
			t.Errorf("%U is invisible", r)
		}
	}
}
