package draw

import (
	"bytes"
	"fmt"
	"html"
	"slices"
	"strings"
	"testing"
	"time"

	"chatlab/lab/trace"
)

// unheard is a trace with many rows. At its end, a line did not come to some clients.
func unheard(rows, absent int) trace.Log {
	var events []trace.Event
	add := func(e trace.Event) {
		e.At = time.Duration(len(events)) * time.Millisecond
		events = append(events, e)
	}
	for i := range 20 {
		label := fmt.Sprintf("#%d", i+1)
		add(trace.Event{Conn: label, Kind: trace.Step, Note: "say zoe one more"})
		for range rows / 20 {
			add(trace.Event{Conn: "zoe", Dir: trace.ToServer, Kind: trace.Data, Data: []byte("one more\n")})
			add(trace.Event{Conn: "ana", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("[zoe] one more\n")})
		}
		add(trace.Event{Conn: label, Kind: trace.Passed})
	}
	add(trace.Event{Conn: "#21", Kind: trace.Step, Note: "everyone hears zoe hello"})
	for i := range absent {
		add(trace.Event{Conn: fmt.Sprintf("guest%d", i), Dir: trace.ToClient, Kind: trace.Missing, Note: "[zoe] hello\n"})
	}
	add(trace.Event{Conn: "#21", Kind: trace.Failed, Note: "expected it\nreceived nothing"})
	return trace.NewLog(events)
}

// longVerdict is a picture with much above its arrows, and with what the server printed.
func longVerdict(t *testing.T, reason bool, log trace.Log) []byte {
	t.Helper()
	p := Picture{PrintsReason: reason}
	for i := range 5 {
		p.Verdict = append(p.Verdict, Saying{Label: "so", Text: strings.Repeat("a long text ", 10), Wrong: i < 3})
	}
	for i := range 9 {
		p.Printed = append(p.Printed, fmt.Sprintf("| %d %s", i, strings.Repeat("long ", 60)))
	}
	var page bytes.Buffer
	if err := p.HTML(&page, log); err != nil {
		t.Fatal(err)
	}
	return page.Bytes()
}

// bothSeen tells whether the first arrow that is missing, and the row of the failure, are in view:
// in the arrows' part of the page, and in the window.
const bothSeen = `['.row.missing', '.row.failed:not(.missing)'].map((s) => document.querySelector(s).getBoundingClientRect()).every((row) => {
	const box = document.querySelector('#ladder').getBoundingClientRect();
	return row.top >= box.top && row.bottom <= box.bottom + 1 && row.top >= 0 && row.bottom <= innerHeight + 1;
})`

// TestPictureOpensAtWhatIsMissing: what did not come is in view, and so is the row of the failure,
// in any window. The newest lines of the server are in view too, or those that say why it ended.
func TestPictureOpensAtWhatIsMissing(t *testing.T) {
	t.Parallel()
	for _, width := range []int{1280, 800, 390} {
		b := openAt(t, longVerdict(t, false, unheard(40, 2)), width, false)
		if got := b.Text(bothSeen); got != "true" {
			t.Errorf("at %d, the missing arrow and the failure are not both in view", width)
		}
		const beside = `(() => { const row = document.querySelector('.row.failed:not(.missing)'), label = [...row.querySelectorAll('.label')].find((l) => l.checkVisibility()); return Math.round(label.getBoundingClientRect().left - row.querySelector('.at').getBoundingClientRect().right); })()`
		if got := b.Text(beside); got != "8" {
			t.Errorf("at %d, the text of the failure is %s pixels beside its time, want 8", width, got)
		}
		const rest = `(() => { const p = document.querySelector('#printed'); return [p.scrollTop > 0, p.scrollHeight - p.clientHeight - p.scrollTop < 2].join(); })()`
		if got := b.Text(rest); got != "true,true" {
			t.Errorf("at %d, the printed lines are scrolled, and to their end: %s", width, got)
		}
		b = openAt(t, longVerdict(t, true, unheard(40, 2)), width, false)
		if got := b.Text(`document.querySelector('#printed').scrollTop`); got != "0" {
			t.Errorf("at %d, the reason why the server ended is scrolled away by %s", width, got)
		}
	}
}

// TestPictureOpensInAFrame: a picture in a frame opens at the failure as soon as the frame has a size,
// and again if it gets another one. Once the reader has done something, it stays where it is.
func TestPictureOpensInAFrame(t *testing.T) {
	t.Parallel()
	page := fmt.Sprintf(`<!DOCTYPE html><title>a frame</title><body style="height: 3000px"><details><summary>more</summary><iframe style="width: 700px; height: 544px" srcdoc="%s"></iframe></details>`,
		html.EscapeString(string(longVerdict(t, false, unheard(40, 2)))))
	b := openAt(t, []byte(page), 1280, false)
	const frame = `document.querySelector('iframe').contentWindow`
	seen := strings.NewReplacer("document.", frame+".document.", "innerHeight", frame+".innerHeight").Replace(bothSeen)
	b.Await(frame + `.document.readyState === 'complete'`)
	b.Eval(`document.querySelector('details').open = true; 0`, nil)
	b.Await(seen)
	b.Eval(`document.querySelector('iframe').style.height = '400px'; 0`, nil)
	b.Await(frame + `.innerHeight === 400 && ` + seen)
	b.Eval(frame+`.document.querySelector('#ladder').dispatchEvent(new WheelEvent('wheel', { bubbles: true })); `+frame+`.document.querySelector('#ladder').scrollTop = 7; document.querySelector('iframe').style.height = '544px'; 0`, nil)
	b.Eval(`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))`, nil)
	if got := b.Text(`[` + frame + `.document.querySelector('#ladder').scrollTop, scrollY].join()`); got != "7,0" {
		t.Errorf("after the reader has scrolled, the arrows and the page around them are at %s, want 7,0", got)
	}
}

// TestPictureOpensAtBothLines: the line that should have come is in view with the wrong one, and with
// the row of the failure. The text of that row is in view however far the arrows are scrolled to the
// right.
func TestPictureOpensAtBothLines(t *testing.T) {
	t.Parallel()
	var events []trace.Event
	hears := func(conn, text string) {
		events = append(events, trace.Event{At: time.Duration(len(events)) * time.Millisecond, Conn: conn, Dir: trace.ToClient, Kind: trace.Data, Data: []byte(text)})
	}
	took := func(conn string, span trace.Span) {
		events = append(events, trace.Event{Conn: conn, Dir: trace.ToClient, Kind: trace.Took, Note: span.String()})
	}
	for i := range 40 {
		hears(fmt.Sprintf("guest%d", i%6), "[zoe] one more\n")
	}
	events = append(events, trace.Event{Conn: "#1", Kind: trace.Step, Note: "everyone hears zoe one"})
	hears("ana", "[zoe] one\n")
	for i := range 6 {
		hears(fmt.Sprintf("guest%d", i), "[zoe] one more\n")
	}
	hears("bruno", "[zoe] two\n")
	for i := range 12 {
		hears(fmt.Sprintf("guest%d", i%6), "[zoe] one more\n")
	}
	took("ana", trace.Span{From: 0, To: 10, Wrong: 6, Meant: true})
	took("bruno", trace.Span{From: 0, To: 10, Wrong: 6})
	at := len(events) - 14 // after the wrong line
	events = slices.Insert(events, at, trace.Event{At: events[at-1].At, Conn: "#1", Kind: trace.Failed, Note: "expected one\nreceived two"})
	b := openAt(t, htmlOf(t, trace.NewLog(events)), 1280, false)
	const inView = `['.row.meant', '.row.guilty', '.row.failed'].map((s) => document.querySelector(s).getBoundingClientRect()).map((row) => {
		const box = document.querySelector('#ladder').getBoundingClientRect();
		return row.top >= box.top + 25 && row.bottom <= box.bottom + 1;
	}).join()`
	if got := b.Text(inView); got != "true,true,true" {
		t.Errorf("the line that should have come, the wrong one and the failure are in view: %s", got)
	}
	b.Eval(`document.querySelector('#ladder').scrollLeft = 10000; 0`, nil)
	const text = `(() => { const box = document.querySelector('#ladder').getBoundingClientRect(), label = document.querySelector('.failed .wide .label').getBoundingClientRect();
		return [document.querySelector('#ladder').scrollLeft > 100, label.left >= box.left + 104, label.right <= box.right].join(); })()`
	if got := b.Text(text); got != "true,true,true" {
		t.Errorf("the arrows are scrolled, and the text of the failure is in view on the left and on the right: %s", got)
	}
}

// TestPictureSaysWhatToChoose: while no arrow is chosen, the bar below the arrows says how many there
// are and what to do, also after Escape, and after the page got a different width, as in a frame.
func TestPictureSaysWhatToChoose(t *testing.T) {
	t.Parallel()
	b := open(t, htmlOf(t, trace.NewLog([]trace.Event{{Conn: "ana", Dir: trace.ToServer, Kind: trace.Data, Data: []byte("hello\n")}})))
	const says = `document.querySelector('#bytes').textContent`
	const want = "1 event on 1 connection. Choose an arrow to see its bytes."
	for _, width := range []int{390, 1300} {
		b.Size(width, 850, false)
		b.Eval(`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))`, nil)
		if got := b.Text(says); got != want {
			t.Errorf("after the width has become %d, the bar says %q, want %q", width, got, want)
		}
	}
	b.Click(".row")
	if got := b.Text(says); got == want || got == "" {
		t.Errorf("with a chosen arrow, the bar says %q", got)
	}
	b.Press("Escape")
	if got := b.Text(says); got != want {
		t.Errorf("after Escape, the bar says %q, want %q", got, want)
	}
}

// TestPictureInHalfAWindow: in a frame of half a window, as when two pictures are compared, the
// missing arrow and the row of the failure are in view.
func TestPictureInHalfAWindow(t *testing.T) {
	t.Parallel()
	page := fmt.Sprintf(`<!DOCTYPE html><title>a frame</title><iframe style="width: 1240px; height: 300px" srcdoc="%s"></iframe>`,
		html.EscapeString(string(longVerdict(t, false, unheard(40, 2)))))
	b := openAt(t, []byte(page), 1280, false)
	const frame = `document.querySelector('iframe').contentWindow`
	seen := strings.NewReplacer("document.", frame+".document.", "innerHeight", frame+".innerHeight").Replace(bothSeen)
	ladder := frame + `.document.querySelector('#ladder')`
	b.Await(ladder + `?.clientHeight >= 170 && Math.round(` + ladder + `.getBoundingClientRect().bottom) <= 300 && ` + seen)
}
