package script

import "testing"

func TestLike(t *testing.T) {
	for pattern, want := range map[string]string{
		`^! too-long`:                     `that begins with "! too-long"`,
		`^\* .*clos`:                      `like "* …clos…"`,
		`^\* bruno left$`:                 `"* bruno left"`,
		`^\* bruno left( \(too slow\))?$`: `"* bruno left"`,
		`clos`:                            `that has "clos"`,
		`clos.*`:                          `that has "clos"`,
		`^\*[^z]*\bbruno, ana\s*$`:        `that matches ^\*[^z]*\bbruno, ana\s*$`,
		`^\* (a|b)$`:                      `that matches ^\* (a|b)$`,
		`1.5`:                             `that matches 1.5`,
		`a\`:                              `that matches a\`,
	} {
		if got := like(pattern); got != want {
			t.Errorf("like(%q) = %s, want %s", pattern, got, want)
		}
	}
}
