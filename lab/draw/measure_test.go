package draw

import (
	"flag"
	"fmt"
	"testing"
	"time"

	"chatlab/lab/trace"
)

var measured = flag.Bool("measure", false, "measure how fast a long page is; the machine must be idle")

// crowded returns a trace of n events without long runs, so that few of them fold. Its last step fails
// at the arrow in the middle.
func crowded(n int) trace.Log {
	var events []trace.Event
	sent := map[string]int{}
	step := func(i int) string { return fmt.Sprintf("#%d", i/40+1) }
	add := func(i int, e trace.Event) {
		e.At = time.Duration(i) * time.Millisecond
		events = append(events, e)
	}
	for i := range n {
		if i%40 == 0 {
			if i > 0 {
				add(i, trace.Event{Conn: step(i - 1), Kind: trace.Passed})
			}
			add(i, trace.Event{Conn: step(i), Kind: trace.Step, Note: "say ana one"})
		}
		conn := fmt.Sprintf("guest%d", i%20)
		line := fmt.Appendf(nil, "[ana] line %d of what she says\n", i)
		add(i, trace.Event{Conn: conn, Dir: trace.ToClient, Kind: trace.Data, Data: line})
		if i == n/2 {
			span := trace.Span{From: sent[conn], To: sent[conn] + len(line), Wrong: sent[conn] + 7}
			add(i, trace.Event{Conn: conn, Dir: trace.ToClient, Kind: trace.Took, Note: span.String()})
		}
		sent[conn] += len(line)
	}
	return trace.NewLog(events)
}

// TestMeasuredPage prints how long a page of the most rows takes to open, to choose in, and to filter.
func TestMeasuredPage(t *testing.T) {
	if !*measured {
		t.Skip("it measures, and needs an idle machine: -measure")
	}
	page := htmlOf(t, crowded(mostRows))
	b := open(t, page)
	frame := func(what, script string) {
		var ms float64
		b.eval(`new Promise((done) => { const from = performance.now(); `+script+`; requestAnimationFrame(() => setTimeout(() => done(performance.now() - from))) })`, &ms)
		t.Logf("%-20s %6.0f ms", what, ms)
	}
	t.Logf("%d bytes, %s elements, opened in %s ms", len(page), b.text(`document.querySelectorAll('*').length`), b.text(`Math.round(window.openedAt)`))
	for range 3 {
		frame("choose a step", `document.querySelectorAll('.step')[70].click()`)
		frame("another", `document.querySelectorAll('.step')[3].click()`)
		frame("choose an arrow", `document.querySelectorAll('.row')[123].click()`)
		frame("filter a client", `document.querySelector('.client').click()`)
		frame("key", `document.querySelector('.row[tabindex="0"]').focus(); document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowDown', bubbles: true}))`)
		frame("take it back", `document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'}))`)
		frame("unfold", `document.querySelectorAll('.fold').forEach((f) => f.click())`)
	}
}
