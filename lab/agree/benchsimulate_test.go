package agree

import (
	"fmt"
	"testing"

	"chatlab/lab/browser"
	"chatlab/lab/sandbox"
)

// TestSimulateOnTheBench: a student finds the bug of lesson 14 with the simulator, and shrinks it,
// by keyboard alone. All that can be used has a name, and headings are in order.
func TestSimulateOnTheBench(t *testing.T) {
	sandbox.OfContent(t)
	t.Parallel()
	s := benchSandbox(t)
	bench := startBench(t, s, "14", "--addr", "127.0.0.1:0")
	b := browser.Open(t, bench.address, origin(bench.address))
	b.Size(1280, 1000, false)
	b.Await("document.querySelector('#start')")
	b.TabTo("#start")
	b.Press("Enter")
	b.Await("document.querySelector('#guessed')")
	b.TabTo("a[href$='/simulate/14/']")
	b.Go(b.Text("document.activeElement.href"))
	b.TabTo("#seed")
	b.Type("28")
	b.TabTo("#clients")
	b.Type("5")
	b.TabTo("#run")
	b.Press("Enter")
	untilDone(b, "document.querySelectorAll('#result iframe').length === 1")
	b.Await("document.querySelector('#state').textContent.includes('Seed 28 breaks a rule.')")
	b.TabTo("#shrink")
	b.Press("Enter")
	untilDone(b, "document.querySelector('#before')")
	b.Await("document.activeElement.id === 'shrink'")
	b.Await("/18 of 121 operations are needed/.test(document.querySelector('#result').textContent)")
	b.Await("document.querySelector('#result').textContent.includes('go tool lab sim --of work/14-a-thousand --seed 28 --clients 5 --only ')")
	isUsable(t, b)
	benchShot(t, b, "simulate")
	forEverybody(t, b, "simulate")
	staysAtTop(t, b)
	b.NoComplaints()
}

// untilDone waits until a condition holds, however long that takes, as long as the page shows that
// something is done.
func untilDone(b *browser.Browser, done string) {
	for b.Text(fmt.Sprintf("Boolean(%s)", done)) != "true" {
		shown := b.Text("document.querySelector('#progress').textContent")
		b.Await(fmt.Sprintf("%s || document.querySelector('#progress').textContent !== %q", done, shown))
	}
}

// staysAtTop checks that a picture below the window does not move the page when it opens at its
// failure.
func staysAtTop(t *testing.T, b *browser.Browser) {
	t.Helper()
	b.Size(800, 600, false)
	b.Eval(`scrollTo(0, 0); Promise.all([...document.querySelectorAll('iframe')].map((frame) => new Promise((ok) => { frame.onload = ok; frame.src = frame.src; })))
		.then(() => new Promise((ok) => requestAnimationFrame(() => requestAnimationFrame(ok))))`, nil)
	if at := b.Text("scrollY"); at != "0" {
		t.Errorf("the page has moved by %s pixels", at)
	}
}

// isUsable checks that a screen reader has a name for each control and picture, and that no
// heading skips a level.
func isUsable(t *testing.T, b *browser.Browser) {
	t.Helper()
	nameless := b.Text(`[...document.querySelectorAll('a, button, input, select, iframe, summary, progress')]
		.filter((e) => !(e.labels?.length || e.textContent.trim() || e.title || e.ariaLabel)).map((e) => e.outerHTML).join(' ')`)
	if nameless != "" {
		t.Errorf("these have no name: %s", nameless)
	}
	skipped := b.Text(`[...document.querySelectorAll('h1, h2, h3, h4')].map((h) => Number(h.tagName[1]))
		.some((level, at, all) => level > (all[at - 1] ?? 0) + 1).toString()`)
	if skipped != "false" {
		t.Error("a heading skips a level")
	}
}
