package agree

import (
	"strings"
	"testing"

	"chatlab/lab/browser"
)

// TestPlayOnTheBench: a student sends half a message by hand, by keyboard alone, sees the bytes go,
// makes the path bad, and finds it all in another tab.
func TestPlayOnTheBench(t *testing.T) {
	t.Parallel()
	s := benchSandbox(t)
	if status, out, err := s.Lab("start", "3"); status != 0 {
		t.Fatalf("start: %d\n%s%s", status, out, err)
	}
	bench := startBench(t, s, "3", "--addr", "127.0.0.1:0")
	b := browser.Open(t, bench.address, origin(bench.address))
	b.Size(1280, 1000, false)
	b.TabTo("nav a[href*=play]")
	b.Press("Enter")
	says := func(b *browser.Browser, part, words string) {
		t.Helper()
		b.Await("document.querySelector('" + part + "')?.textContent.includes('" + words + "')")
	}
	press := func(selector string) {
		t.Helper()
		b.TabTo(selector)
		b.Press("Enter")
	}
	b.Await("document.querySelector('#start')")
	press("#start")
	says(b, "#server", "work/03-half-a-message runs.")
	for _, name := range []string{"ana", "bruno"} {
		press("#" + name + "-connect")
		says(b, "[data-grows="+name+"]", "What is your name?⏎")
		b.Await("document.activeElement.id === '" + name + "-text'")
		b.Type(name)
		b.Press("Enter")
		says(b, "[data-grows="+name+"]", "* in the room")
	}
	b.TabTo("#ana-text")
	b.Type("hel")
	press("#ana-bytes")
	says(b, "[data-grows=bruno]", "[ana] hel⏎")
	b.Await("document.activeElement.id === 'ana-text' && document.activeElement.value === ''")
	b.Type("lo")
	b.Press("Enter")
	says(b, "[data-grows=bruno]", "[ana] lo⏎")
	b.Await(`document.querySelector('.arrow-row.flies svg[aria-label*=": hel; its last line is not complete"]')`)

	press("#ana-path summary")
	b.TabTo("#ana-to-server-slice")
	b.Press("ArrowUp")
	b.Press("ArrowUp")
	says(b, "#ana-path", "net ana slice 1..2 to-server")
	b.TabTo("#ana-text")
	b.Type("why?")
	b.Press("Enter")
	says(b, "[data-grows=bruno]", "?⏎")
	b.Await(`document.querySelector('svg[aria-label*="to bruno"][aria-label*="?⏎"]')`)
	b.Call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-reduced-motion", "value": "reduce"}}}, nil)
	if flights := b.Text("document.getAnimations().length"); flights != "0" {
		t.Errorf("%s animations for somebody who wants few", flights)
	}
	benchShot(t, b, "play")
	b.NoComplaints()

	other := browser.Open(t, strings.Replace(bench.address, "/lesson/", "/play/", 1), origin(bench.address))
	says(other, "[data-grows=bruno]", "[ana] lo⏎")
	says(other, "#ana-path", "net ana slice 1..2 to-server")
	press("#stop")
	says(other, "#server", "does not run any more")
	if a, o := b.Text("document.querySelectorAll('.arrow-row').length"), other.Text("document.querySelectorAll('.arrow-row').length"); a != o || a == "0" {
		t.Errorf("one tab has %s arrows, the other %s", a, o)
	}
	other.NoComplaints()
	if status := bench.stop(); status != 0 {
		t.Errorf("after an interrupt, lab web ends with %d, want 0", status)
	}
}
