package layout

import "testing"

func TestColumns(t *testing.T) {
	t.Setenv("LC_ALL", "ja_JP.UTF-8") // must not matter
	for text, want := range map[string]int{
		"":             0,
		"abc":          3,
		"née":          3,
		"ne\u0301e":    3, // the accent is a character of its own
		"日本":           4,
		"ｱ":            1, // half-width form
		"Ａ":            2, // full-width form
		"👍":            2,
		"⏎␍⇥…":         4,
		"│─┼▶◀":        5, // ambiguous in East Asian fonts
		"한글":           4,
		"\u200d\u200b": 0,
	} {
		if got := Columns(text); got != want {
			t.Errorf("Columns(%q) = %d, want %d", text, got, want)
		}
	}
}
