package draw

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"chatlab/lab/browser"
	"chatlab/lab/trace"
)

// axeFile is axe-core, which looks for what keeps people from reading a page.
const axeFile = "../../.ci/axe/node_modules/axe-core/axe.min.js"

// loadAxe loads axe-core into the page. Without it the test is skipped with a message; in CI
// that is an error.
func loadAxe(t *testing.T, b *browser.Browser) {
	t.Helper()
	axe, err := os.ReadFile(axeFile)
	switch {
	case err != nil && os.Getenv("CI") != "":
		t.Fatalf("axe-core is not installed, and CI is set: there the test must run; .ci/run installs what it needs: %v", err)
	case err != nil:
		t.Skip("not tested: axe-core is not installed here; npm ci --prefix .ci/axe installs it")
	}
	b.Eval(string(axe)+";"+violations+"; 0", nil)
}

// violations are the rules of axe-core that a page breaks, each with where it does. Text in
// SVG has its colour in fill, which axe-core does not look at: its contrast is measured here.
const violations = `async function violations(runOnly) {
	const found = await axe.run(document, { resultTypes: ['violations'], runOnly });
	const light = (color) => { const [r, g, b] = color.match(/[0-9.]+/g).map((c) => { c /= 255; return c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
	const paper = (node) => { for (; node; node = node.parentElement) { const c = getComputedStyle(node).backgroundColor; if (c !== 'rgba(0, 0, 0, 0)') return c; } };
	const ground = (text) => text.closest('.block')?.querySelector(text.matches('tspan') ? '.mark' : 'path');
	const faint = [...document.querySelectorAll('svg text, svg tspan')].filter((text) => text.checkVisibility() && text.textContent.trim()).map((text) => {
		const [a, b] = [light(getComputedStyle(text).fill), light(ground(text) ? getComputedStyle(ground(text)).fill : paper(text))];
		return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), text];
	}).filter(([ratio]) => ratio < 4.5).map(([ratio, text]) => ratio.toFixed(2) + ' to 1: ' + text.textContent);
	return found.violations.map((v) => v.id + ': ' + v.help + ': ' + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 300) + ' ' + n.failureSummary).join('; ')).concat(faint).join('\n');
}`

// The rules that axe-core checks. Dark differs from light in colours only.
const (
	allRules     = `['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']`
	contrastOnly = `{ type: 'rule', values: ['color-contrast'] }`
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
	for name, log := range map[string]trace.Log{"talk": talk(), "refused": refused(), "long": long(longStep + 2)} {
		var page bytes.Buffer
		if err := (Picture{Title: name, Verdict: verdict, Ribbons: ribbons}).HTML(&page, log); err != nil {
			t.Fatal(err)
		}
		for _, width := range []int{1280, 390} {
			t.Run(fmt.Sprintf("%s at %d", name, width), func(t *testing.T) {
				t.Parallel()
				b := openAt(t, page.Bytes(), width, false)
				loadAxe(t, b)
				for _, state := range states {
					b.Eval(state.script+"; 0", nil)
					for dark, rules := range map[bool]string{false: allRules, true: contrastOnly} {
						b.Size(width, 850, dark)
						var wrong string
						if b.Eval(`violations(`+rules+`)`, &wrong); wrong != "" {
							t.Errorf("%s, dark: %v:\n%s", state.name, dark, wrong)
						}
					}
				}
				b.NoComplaints()
			})
		}
	}
}
