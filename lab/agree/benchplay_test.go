package agree

import (
	"strings"
	"testing"

	"chatlab/lab/browser"
	"chatlab/lab/cli"
	"chatlab/lab/sandbox"
)

// TestPlayOnTheBench: a student sends half a message by hand, by keyboard alone, sees the bytes go,
// makes the path bad, and finds it all in another tab.
func TestPlayOnTheBench(t *testing.T) {
	sandbox.OfContent(t)
	t.Parallel()
	s := benchSandbox(t)
	if status, out, err := s.Lab("start", "3"); status != 0 {
		t.Fatalf("start: %d\n%s%s", status, out, err)
	}
	bench := startBench(t, s, "3", "--addr", "127.0.0.1:0")
	b := browser.Open(t, bench.address, origin(bench.address))
	b.Size(1280, 1000, false)
	b.Enter("nav a[href*=play]")
	b.Await("document.querySelector('#start')")
	b.Enter("#start")
	b.AwaitText("#server", "work/03-half-a-message runs.")
	for _, name := range []string{"ana", "bruno"} {
		b.Enter("#" + name + "-connect")
		b.AwaitText("[data-grows="+name+"]", "What is your name?⏎")
		b.Await("document.activeElement.id === '" + name + "-text'")
		b.Type(name)
		b.Press("Enter")
		b.AwaitText("[data-grows="+name+"]", "* in the room")
	}
	playHalfAMessage(t, b)
	followsTheLog(b)
	b.NoComplaints()
	keepsWhatWasTyped(b) // the console reports the refused request

	other := browser.Open(t, strings.Replace(bench.address, "/lesson/", "/play/", 1), origin(bench.address))
	other.AwaitText("[data-grows=bruno]", "[ana] lo⏎")
	other.AwaitText("#ana-path", "net ana slice 1..2 to-server")
	b.Enter("#stop")
	other.AwaitText("#server", "does not run any more")
	other.Await(`document.querySelector('.arrow-row svg[aria-label*=": hel; its last line is not complete"]')`)
	other.Await(`document.querySelector('.arrow-row svg[aria-label*="not running any more"]')`)
	other.NoComplaints()
	if status := bench.stop(); status != cli.ExitInterrupted {
		t.Errorf("after an interrupt, lab web ends with %d, want %d", status, cli.ExitInterrupted)
	}
}

// playHalfAMessage sends a message in two pieces, and then one over a path that cuts it.
func playHalfAMessage(t *testing.T, b *browser.Browser) {
	t.Helper()
	var room int // pixels to type in
	if b.Eval("document.querySelector('#ana-text').offsetWidth", &room); room < 240 {
		t.Errorf("the field for typing has %d pixels, which is a few letters", room)
	}
	b.AwaitText("#ana-first", "the first line is the name")
	b.TabTo("#ana-text")
	b.Type("hel")
	b.Enter("#ana-bytes")
	b.AwaitText("[data-grows=bruno]", "[ana] hel⏎")
	b.Await("document.activeElement.id === 'ana-text' && document.activeElement.value === ''")
	b.Type("lo")
	b.Press("Enter")
	b.AwaitText("[data-grows=bruno]", "[ana] lo⏎")
	b.Await(`document.querySelector('.arrow-row.flies svg[aria-label*=": hel; its last line is not complete"]')`)

	b.Enter("#ana-path summary")
	b.TabTo("#ana-to-server-slice")
	b.Press("ArrowUp")
	b.Press("ArrowUp")
	b.AwaitText("#ana-path", "net ana slice 1..2 to-server")
	b.Await(`document.querySelector('.arrow-row svg[aria-label*="slice 1..2"]')`)
	if passed := b.Text(`document.querySelectorAll('.arrow-row svg[aria-label*="slice 1..1"]').length`); passed != "0" {
		t.Errorf("a slider applies %s times on its way", passed)
	}
	b.TabTo("#ana-text")
	b.Type("why?")
	b.Press("Enter")
	b.AwaitText("[data-grows=bruno]", "?⏎")
	b.Await(`document.querySelector('svg[aria-label*="to bruno"][aria-label*="?⏎"]')`)
	b.Call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-reduced-motion", "value": "reduce"}}}, nil)
	if flights := b.Text("document.getAnimations().length"); flights != "0" {
		t.Errorf("%s animations for somebody who wants few", flights)
	}
	benchShot(t, b, "play")
	forEverybody(t, b, "play")
}

// followsTheLog checks that the newest line that the server has printed is in view, unless somebody
// has scrolled up to read.
func followsTheLog(b *browser.Browser) {
	const log = "document.querySelector('#log pre')"
	const joined = log + ".textContent.split(' joined').length"
	click := func(button string) { b.Eval("document.querySelector('"+button+"').click()", nil) }
	print := func(connections int) {
		for range connections {
			before := b.Text(joined)
			click("#ana-connect")
			b.Await("!document.querySelector('#ana-reset').disabled")
			b.Eval("document.querySelector('#ana-text').value = 'ana'", nil)
			click("#ana-line")
			b.Await(joined + " > " + before)
			click("#ana-reset")
			b.Await("!document.querySelector('#ana-connect').disabled")
		}
	}
	click("#ana-reset")
	b.Await("!document.querySelector('#ana-connect').disabled")
	print(10)
	b.Await(log + ".scrollTop > 0 && " + log + ".scrollTop + " + log + ".clientHeight >= " + log + ".scrollHeight - 1")
	b.Eval(log+".scrollTop = 1", nil)
	print(1)
	b.Await(log + ".scrollTop === 1")
}

// keepsWhatWasTyped checks that a line of somebody who is not connected comes back, with the reason.
func keepsWhatWasTyped(b *browser.Browser) {
	b.TabTo("#ana-text")
	b.Type("too early")
	b.Press("Enter")
	b.AwaitText(".send .refused", "ana is not connected")
	b.Await("document.querySelector('#ana-text').value === 'too early'")
	b.Enter("#ana-connect")
	b.Await("!document.querySelector('.send .refused')")
}
