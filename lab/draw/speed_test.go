package draw

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"chatlab/lab/trace"
)

// busy returns a trace of n events without long runs, so that none of them fold. One in its middle is
// refused.
func busy(n int) trace.Log {
	var events []trace.Event
	sent := map[string]int{}
	add := func(i int, e trace.Event) {
		e.At = time.Duration(i) * time.Millisecond
		events = append(events, e)
	}
	for i := range n {
		label := fmt.Sprintf("#%d", i/40+1)
		if i%40 == 0 {
			add(i, trace.Event{Conn: label, Kind: trace.Step, Note: "hear everybody ana 'line'"})
		}
		conn := fmt.Sprintf("guest%d", i%20)
		line := fmt.Appendf(nil, "[ana] line %d of what she says\n", i)
		add(i, trace.Event{Conn: conn, Dir: trace.ToClient, Kind: trace.Data, Data: line})
		if i == n/2 {
			span := trace.Span{From: sent[conn], To: sent[conn] + len(line), Wrong: sent[conn] + 7}
			add(i, trace.Event{Conn: conn, Dir: trace.ToClient, Kind: trace.Took, Note: span.String()})
		}
		if i%40 == 39 {
			add(i, trace.Event{Conn: label, Kind: trace.Passed})
		}
		sent[conn] += len(line)
	}
	return trace.NewLog(events)
}

// whatReadersDo are the acts that must be fast in a long page.
var whatReadersDo = []struct{ name, script string }{
	{"step", `document.querySelectorAll('.step')[3].click()`},
	{"arrow", `document.querySelectorAll('.row')[123].click()`},
	{"filter", `document.querySelector('.client').click()`},
	{"key", `document.querySelector('.row[tabindex="0"]').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))`},
	{"escape", `document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))`},
}

// BenchmarkPage measures a page of the most rows, in milliseconds: until its first frame shows the
// refused arrow, and for each act of a reader until the next frame. Acts count twice, the second
// time without what the first has prepared.
func BenchmarkPage(b *testing.B) {
	page := htmlOf(b, busy(mostRows))
	worst := map[string]float64{}
	note := func(what string, ms float64) { worst[what] = max(worst[what], ms) }
	for b.Loop() {
		at := open(b, page)
		var opened float64
		at.Eval(`new Promise((done) => { const look = () => window.openedAt ? done(openedAt) : setTimeout(look); look(); })`, &opened)
		if at.Text(isInView) != "true" {
			b.Fatal("the refused arrow is not in view")
		}
		note("open-ms", opened)
		for range 2 {
			for _, act := range whatReadersDo {
				var ms float64
				at.Eval(`new Promise((done) => { const from = performance.now(); `+act.script+`; requestAnimationFrame(() => setTimeout(() => done(performance.now() - from))) })`, &ms)
				note(act.name+"-ms", ms)
			}
		}
	}
	for what, ms := range worst {
		b.ReportMetric(ms, what)
	}
}

// TestLongPageLooksNothingUp: what a page does for an act does not search the page for each of its
// rows. The number of searches is that of a short page, so it can't be slow on any machine.
func TestLongPageLooksNothingUp(t *testing.T) {
	t.Parallel()
	searches := func(rows int) string {
		b := open(t, htmlOf(t, busy(rows)))
		b.Eval(`let searches = 0;
			for (const kind of [Document, Element]) for (const name of ['querySelector', 'querySelectorAll', 'matches', 'closest']) {
				const real = kind.prototype[name];
				if (real) kind.prototype[name] = function (...args) { searches++; return real.apply(this, args); };
			}`, nil)
		for range 2 {
			for _, act := range whatReadersDo {
				b.Eval(act.script+"; 0", nil)
			}
		}
		return b.Text("searches")
	}
	if short, long := searches(200), searches(2000); short != long {
		t.Errorf("200 rows take %s searches, and 2000 take %s", short, long)
	}
}

// TestLongPageIsSmall: a row of a page has few nodes. Its life lines are drawn by the style.
func TestLongPageIsSmall(t *testing.T) {
	t.Parallel()
	const most = 20
	b := open(t, htmlOf(t, busy(1000)))
	if got, err := strconv.Atoi(b.Text(`document.querySelectorAll('#ladder li *').length`)); err != nil || got > most*1000 {
		t.Errorf("1000 rows have %d elements (%v), want %d at most", got, err, most*1000)
	}
}
