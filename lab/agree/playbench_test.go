package agree

import (
	"strings"
	"testing"

	"chatlab/lab/browser"
)

// A playPage is the page of a play in a browser.
type playPage struct {
	*browser.Browser
}

// says waits until a part of the page has these words.
func (p playPage) says(part, words string) {
	p.Await("document.querySelector('" + part + "')?.textContent.includes('" + words + "')")
}

// press goes to something by keyboard, and presses Enter.
func (p playPage) press(selector string) {
	p.TabTo(selector)
	p.Press("Enter")
}

// joins lets somebody connect and give a name. The field to type in has the focus by itself.
func (p playPage) joins(name string) {
	p.press("#" + name + "-connect")
	p.says("[data-grows="+name+"]", "What is your name?⏎")
	p.Await("document.activeElement.id === '" + name + "-text'")
	p.Type(name)
	p.Press("Enter")
	p.says("[data-grows="+name+"]", "* in the room")
}

// TestPlayOnTheBench: a student sends half a message by hand, by keyboard alone, sees the bytes go,
// makes the path bad, and finds it all in another tab.
func TestPlayOnTheBench(t *testing.T) {
	t.Parallel()
	s := benchSandbox(t)
	if status, out, err := s.Lab("start", "3"); status != 0 {
		t.Fatalf("start: %d\n%s%s", status, out, err)
	}
	bench := startBench(t, s, "3", "--addr", "127.0.0.1:0")
	p := playPage{browser.Open(t, bench.address, origin(bench.address))}
	p.Size(1280, 1000, false)
	p.press("nav a[href*=play]")
	p.Await("document.querySelector('#start')")
	p.press("#start")
	p.says("#server", "work/03-half-a-message runs.")
	p.joins("ana")
	p.joins("bruno")
	p.TabTo("#ana-text")
	p.Type("hel")
	p.press("#ana-bytes")
	p.says("[data-grows=bruno]", "[ana] hel⏎")
	p.Await("document.activeElement.id === 'ana-text' && document.activeElement.value === ''")
	p.Type("lo")
	p.Press("Enter")
	p.says("[data-grows=bruno]", "[ana] lo⏎")
	p.Await(`document.querySelector('.arrow-row.flies svg[aria-label*=": hel; its last line is not complete"]')`)

	p.press("#ana-path summary")
	p.TabTo("#ana-to-server-slice")
	p.Press("ArrowUp")
	p.Press("ArrowUp")
	p.says("#ana-path", "net ana slice 1..2 to-server")
	p.TabTo("#ana-text")
	p.Type("why?")
	p.Press("Enter")
	p.Await(`document.querySelector('svg[aria-label*="to bruno"][aria-label*="?⏎"]')`)
	p.Call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-reduced-motion", "value": "reduce"}}}, nil)
	if flights := p.Text("document.getAnimations().length"); flights != "0" {
		t.Errorf("%s animations for somebody who wants few", flights)
	}
	benchShot(t, p.Browser, "play")
	p.NoComplaints()

	other := playPage{browser.Open(t, strings.Replace(bench.address, "/lesson/", "/play/", 1), origin(bench.address))}
	other.says("[data-grows=bruno]", "[ana] lo⏎")
	other.says("#ana-path", "net ana slice 1..2 to-server")
	p.press("#stop")
	other.says("#server", "does not run any more")
	other.Await(`document.querySelector('.arrow-row svg[aria-label*=": hel; its last line is not complete"]')`)
	other.Await(`document.querySelector('.arrow-row svg[aria-label*="not running any more"]')`)
	other.NoComplaints()
	if status := bench.stop(); status != 0 {
		t.Errorf("after an interrupt, lab web ends with %d, want 0", status)
	}
}
