package draw

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"chatlab/lab/browser"
	"chatlab/lab/trace"
)

// states are what a reader does with a page, one after the other.
var states = []struct{ name, script string }{
	{"as opened", ""},
	{"after choosing a step", `document.querySelector('.step[data-step="#1"]').click()`},
	{"after choosing an arrow", `document.querySelector('.row:not([aria-current])').click()`},
	{"after choosing a lit arrow", `document.querySelector('.row:is(.lit, .guilty):not([aria-current])')?.click()`},
	{"after filtering clients", `document.querySelector('.client')?.click()`},
	{"after opening the list of clients", `document.querySelectorAll('details').forEach((d) => { d.open = true; })`},
	{"after unfolding", `document.querySelectorAll('.fold').forEach((f) => f.click())`},
}

// TestPageForEverybody: in all states a page breaks no rule of WCAG 2 that axe-core knows, and
// its text has a contrast of at least 4.5 to 1 (criterion 1.4.3), in light and dark, wide
// and narrow.
func TestPageForEverybody(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about the page, in which the race detector sees nothing; without -short it runs")
	}
	t.Parallel()
	verdict := []Saying{{"expected", "[ana] hello⏎", true}, {"received", hostile, true}, {"again", "go tool lab check 3", false}}
	ribbons := RibbonsOf("[ana] "+strings.Repeat("a long message ", 20)+"\n", []string{"[ana] a long\n", "[ana] message\n"})
	for name, log := range map[string]trace.Log{"talk": talk(), "refused": refused(), "long": long(longStep + 2), "time over": timeOver()} {
		var page bytes.Buffer
		if err := (Picture{Title: name, Verdict: verdict, Ribbons: ribbons, Printed: []string{"| read: connection reset by peer", hostile}}).HTML(&page, log); err != nil {
			t.Fatal(err)
		}
		for _, width := range []int{1280, 390} {
			t.Run(fmt.Sprintf("%s at %d", name, width), func(t *testing.T) {
				t.Parallel()
				b := openAt(t, page.Bytes(), width, false)
				b.LoadAxe("../..")
				for _, state := range states {
					b.Eval(state.script+"; 0", nil)
					for dark, rules := range map[bool]string{false: browser.AllRules, true: browser.ContrastOnly} {
						b.Size(width, 850, dark)
						if wrong := b.Violations(rules); wrong != "" {
							t.Errorf("%s, dark: %v:\n%s", state.name, dark, wrong)
						}
					}
				}
				b.NoComplaints()
			})
		}
	}
}
