package browser

import (
	"os"
	"path/filepath"
)

// axeFile is axe-core below the root of the kit. It looks for what keeps people from reading a
// page.
const axeFile = ".ci/axe/node_modules/axe-core/axe.min.js"

// LoadAxe loads axe-core into the page, for Violations. Without it the test is skipped with a
// message; in CI that is an error.
func (b *Browser) LoadAxe(root string) {
	b.t.Helper()
	axe, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(axeFile)))
	switch {
	case err != nil && os.Getenv("CI") != "":
		b.t.Fatalf("axe-core is not installed, and CI is set: there the test must run; .ci/run installs what it needs: %v", err)
	case err != nil:
		b.t.Skip("not tested: axe-core is not installed here; npm ci --prefix .ci/axe installs it")
	}
	b.Eval(string(axe)+";"+violations+"; 0", nil)
}

// Violations returns what a page, without its frames, does wrong, a line each; empty if nothing.
// Rules are AllRules or ContrastOnly.
func (b *Browser) Violations(rules string) (wrong string) {
	b.t.Helper()
	b.Eval("violations("+rules+")", &wrong)
	return wrong
}

// violations are the rules of axe-core that a page breaks, each with where it does. Text in
// SVG has its colour in fill, which axe-core does not look at: its contrast is measured here.
const violations = `async function violations(runOnly) {
	const found = await axe.run(document, { resultTypes: ['violations'], iframes: false, runOnly });
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
	AllRules     = `['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']`
	ContrastOnly = `{ type: 'rule', values: ['color-contrast'] }`
)
