package draw

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"chatlab/lab/trace"
)

// hostile is text that does harm if a page treats it as markup.
const hostile = `</script><script>window.pwned=1</script><img src=x onerror="window.pwned=1">'"` + "\x1b[2J\u202e\x00\n"

// talk returns a short trace with everything that a picture shows.
func talk() trace.Log {
	var events []trace.Event
	add := func(at int, e trace.Event) {
		e.At = time.Duration(at) * time.Millisecond
		events = append(events, e)
	}
	add(0, trace.Event{Conn: "03-test/" + hostile, Kind: trace.About, Note: "A claim & <b>bold</b>. " + hostile})
	add(1, trace.Event{Conn: "#1", Kind: trace.Step, Note: "join ana bruno"})
	add(1, trace.Event{Conn: "ana", Kind: trace.Open})
	add(1, trace.Event{Conn: "bruno", Kind: trace.Open})
	add(1, trace.Event{Conn: "bruno", Kind: trace.Fault, Note: "slice 1..3 to-client"})
	add(2, trace.Event{Conn: "#1", Kind: trace.Passed})
	add(3, trace.Event{Conn: "#2", Kind: trace.Step, Note: "send ana 'hel' 'lo\\n'"})
	add(3, trace.Event{Conn: "ana", Dir: trace.ToServer, Kind: trace.Data, Data: []byte("hel")})
	add(4, trace.Event{Conn: "ana", Dir: trace.ToServer, Kind: trace.Data, Data: []byte("lo\n")})
	add(4, trace.Event{Conn: "#2", Kind: trace.Passed, Note: "2 writes, 6 bytes"})
	add(5, trace.Event{Conn: "#3", Kind: trace.Step, Note: "hear bruno ana hello"})
	add(5, trace.Event{Conn: "bruno", Dir: trace.FarToClient, Kind: trace.Data, Data: []byte("[ana] hel\n")})
	add(6, trace.Event{Conn: "bruno", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("[a")})
	add(7, trace.Event{Conn: "bruno", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("na] hel\n")})
	add(8, trace.Event{Conn: "ana", Dir: trace.ToClient, Kind: trace.Data, Data: []byte(hostile)})
	add(9, trace.Event{Conn: hostile, Kind: trace.Open})
	add(9, trace.Event{Conn: hostile, Dir: trace.ToServer, Kind: trace.Data, Data: []byte(hostile), Note: hostile})
	add(9, trace.Event{Conn: hostile, Kind: trace.Fault, Note: string(trace.StopsReading)})
	add(10, trace.Event{Conn: "ana", Dir: trace.ToServer, Kind: trace.Fin})
	add(11, trace.Event{Conn: "bruno", Dir: trace.ToClient, Kind: trace.Reset})
	add(11, trace.Event{Conn: "server", Kind: trace.Server, Note: "killed"})
	add(12, trace.Event{Conn: "#3", Kind: trace.Failed, Note: "expected \"[ana] hello\\n\"\nreceived \"[ana] hel\\n\"" + hostile})
	return trace.NewLog(events)
}

// long returns a trace of n events, most of them alike.
func long(n int) trace.Log {
	var events []trace.Event
	events = append(events, trace.Event{Conn: "#1", Kind: trace.Step, Note: "crowd"})
	for i := range n {
		e := trace.Event{At: time.Duration(i) * time.Millisecond, Conn: fmt.Sprintf("guest%d", i%20), Dir: trace.ToClient, Kind: trace.Data, Data: fmt.Appendf(nil, "[ana] line %d\n", i)}
		if i > n/2 {
			e.Conn, e.Dir = "ana", trace.ToServer
		}
		events = append(events, e)
	}
	return trace.NewLog(events)
}

func htmlOf(t testing.TB, log trace.Log) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := (Picture{}).HTML(&out, log); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestPageInABrowser: a user looks at a failure with the mouse.
func TestPageInABrowser(t *testing.T) {
	t.Parallel()
	b := open(t, htmlOf(t, talk()))
	if got := b.Text(`document.querySelectorAll('.row').length`); got != "16" {
		t.Errorf("%s rows, want 16", got)
	}
	b.Eval(`document.querySelector('[data-step="#2"].step').click()`, nil)
	if got := b.Text(`[...document.querySelectorAll('.lit')].map(r => r.querySelector('.label').textContent).join('|')`); got != "hel|lo⏎" {
		t.Errorf("step 2 lights %q", got)
	}
	b.Eval(`document.querySelectorAll('.row.data')[0].click()`, nil)
	if got := b.Text(`document.querySelector('#bytes pre').textContent`); !strings.HasPrefix(got, "0000  68 65 6c ") || !strings.HasSuffix(got, " hel\n") {
		t.Errorf("the bytes of the first arrow: %q", got)
	}
	if got := b.Text(`document.querySelector('#bytes p').textContent`); got != "3.0 ms: ana to the server, 3 bytes: hel; its last line is not complete" {
		t.Errorf("the first arrow says %q", got)
	}
	b.Eval(`document.querySelector('.client[value=ana]').click()`, nil)
	if got := b.Text(`[...document.querySelectorAll('li[data-client]')].filter(i => !i.hidden && i.dataset.client === 'ana').length`); got != "0" {
		t.Errorf("ana is filtered out, and %s of her arrows are visible", got)
	}
	light := b.Text(`getComputedStyle(document.documentElement).backgroundColor`)
	b.Eval(`document.querySelector('#theme').click(); document.querySelector('#theme').click()`, nil)
	if dark := b.Text(`getComputedStyle(document.documentElement).backgroundColor`); dark == light {
		t.Errorf("dark is as light: %s", dark)
	}
	b.NoComplaints()
}

// refused returns a trace whose last step fails at a byte after many others, in a line that
// came before the step began.
func refused() trace.Log {
	line := "[ana] " + strings.Repeat("0123456789", 400)
	return trace.NewLog([]trace.Event{
		{Conn: "#1", Kind: trace.Step, Note: "say ana --size 4000"},
		{Conn: "bruno", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("hello\n")},
		{Conn: "bruno", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("[ana] first\n" + line + "X\n")},
		{Conn: "#1", Kind: trace.Passed},
		{Conn: "#2", Kind: trace.Step, Note: "hear bruno ana first"},
		{Conn: "bruno", Dir: trace.ToClient, Kind: trace.Took, Note: trace.Span{From: 6, To: 18, Wrong: trace.NotWrong}.String()},
		{Conn: "#2", Kind: trace.Passed},
		{Conn: "#3", Kind: trace.Step, Note: "hear bruno ana --size 4000"},
		{Conn: "bruno", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("* ana left\n")},
		{Conn: "bruno", Dir: trace.ToClient, Kind: trace.Took, Note: trace.Span{From: 18, To: 20 + len(line), Wrong: 18 + len(line)}.String()},
		{Conn: "#3", Kind: trace.Failed, Note: "expected something else"},
	})
}

// TestPageOfARefusedLine: the page opens at the arrow with the wrong byte, which the dump marks.
// A step lights the arrows whose bytes it used, whenever they came, and no wrong arrow is
// dimmed. The verdict is at the top.
func TestPageOfARefusedLine(t *testing.T) {
	t.Parallel()
	var page bytes.Buffer
	verdict := []Saying{{"received", hostile, true}, {"again", "go tool lab check 3", false}}
	if err := (Picture{Verdict: verdict}).HTML(&page, refused()); err != nil {
		t.Fatal(err)
	}
	b := open(t, page.Bytes())
	for what, c := range map[string]struct{ script, want string }{
		"the wrong arrows":           {`document.querySelectorAll('.row.guilty').length`, "1"},
		"its label":                  {`document.querySelector('.row.guilty .wrong').textContent.endsWith('X⏎')`, "true"},
		"the arrow it opens at":      {`document.querySelector('.row[aria-current]').matches('.guilty')`, "true"},
		"the byte that is marked":    {`[...document.querySelectorAll('#bytes mark')].map(m => m.textContent).join(' ')`, "58 X"},
		"where it is":                {`(() => { const m = document.querySelector('#bytes mark').getBoundingClientRect(), p = document.querySelector('#bytes').getBoundingClientRect(); return m.top >= p.top && m.bottom <= p.bottom })()`, "true"},
		"its text is below others'":  {`document.querySelector('#bytes pre').textContent.split('\n').filter((l) => l).map((l) => l.length - 56).filter((n) => n !== 16).join()`, "4"},
		"its line begins with":       {`document.querySelector('#bytes pre').textContent.split('\n').find((l) => l.includes('X⏎')).split(' ')[0]`, "4016"},
		"the verdict":                {`[...document.querySelectorAll('#verdict dt')].map(d => d.textContent).join(' ')`, "received again"},
		"scripts that a server sent": {`String(window.pwned)`, "undefined"},
	} {
		if got := b.Text(c.script); got != c.want {
			t.Errorf("%s: %q, want %q", what, got, c.want)
		}
	}
	b.Eval(`document.querySelector('.step[data-step="#2"]').click()`, nil)
	if got := b.Text(`[...document.querySelectorAll('.lit')].map(r => r.matches('.guilty')).join()`); got != "true" {
		t.Errorf("step 2 used bytes of the same arrow, and lights %q", got)
	}
	b.Eval(`document.querySelector('.step[data-step="#1"]').click()`, nil)
	ratio := func(selector string) string {
		return b.Text(`(() => {
			const light = (color) => { const [r, g, b] = color.match(/[0-9.]+/g).map((c) => { c /= 255; return c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
			const text = light(getComputedStyle(document.querySelector('` + selector + `')).fill), paper = light(getComputedStyle(document.documentElement).backgroundColor);
			return (Math.max(text, paper) + .05) / (Math.min(text, paper) + .05) >= 4.5;
		})()`)
	}
	if wrong, dim := b.Text(`getComputedStyle(document.querySelector('.row.guilty .wrong .label')).fill`), b.Text(`getComputedStyle(document.querySelector('.row:not(.lit):not(.guilty) .label')).fill`); wrong == dim {
		t.Errorf("the wrong arrow is dimmed to %s", wrong)
	}
	for range 2 { // light, and dark
		for _, selector := range []string{".row.guilty .wrong .label", ".row:not(.lit):not(.guilty) .label"} {
			if ratio(selector) != "true" {
				t.Errorf("%s has less contrast than 4.5 to 1 (WCAG 2, criterion 1.4.3)", selector)
			}
		}
		b.Eval(`document.querySelector('#theme').click(); document.querySelector('#theme').click()`, nil)
	}
	b.NoComplaints()
}

// TestDumpOfTheSame: lines of a dump that repeat the one above are counted, except for the one with
// the wrong byte.
func TestDumpOfTheSame(t *testing.T) {
	t.Parallel()
	data := []byte(strings.Repeat("x", 200) + "\n")
	b := open(t, htmlOf(t, trace.NewLog([]trace.Event{
		{Conn: "#1", Kind: trace.Step, Note: "hear ana"},
		{Conn: "ana", Dir: trace.ToClient, Kind: trace.Data, Data: data},
		{Conn: "ana", Dir: trace.ToClient, Kind: trace.Took, Note: trace.Span{From: 0, To: len(data), Wrong: 100}.String()},
		{Conn: "#1", Kind: trace.Failed, Note: "expected y"},
	})))
	if got := b.Text(`document.querySelector('#bytes pre').textContent.split('\n').map((l) => l.slice(0, 23).trim().replace(/( 78)+$/, "")).join('|') + document.querySelector('#bytes mark').textContent`); got != "0000 |… 5 more of these|0096 |… 5 more of these|0192 |78" {
		t.Errorf("the dump is %q", got)
	}
	b.NoComplaints()
}

// TestPageByKeyboard: the same without a mouse.
func TestPageByKeyboard(t *testing.T) {
	t.Parallel()
	b := open(t, htmlOf(t, talk()))
	tabTo := func(what string) {
		t.Helper()
		for range 30 {
			b.Press("Tab")
			if b.Text(`document.activeElement.matches('`+what+`')`) == "true" {
				return
			}
		}
		t.Fatalf("Tab does not come to %s", what)
	}
	tabTo(".client")
	tabTo(`.step[data-step="#2"]`)
	b.Press("Enter")
	if got := b.Text(`document.querySelectorAll('.lit').length`); got != "2" {
		t.Errorf("Enter on step 2 lights %s arrows, want 2", got)
	}
	tabTo(".row")
	b.Press("End")
	b.Press("ArrowUp")
	b.Press("Enter")
	if got := b.Text(`document.querySelector('#bytes').textContent`); !strings.Contains(got, "the server is killed") {
		t.Errorf("the last arrow but one says %q", got)
	}
	b.Press("Home")
	b.Press("ArrowDown")
	if got := b.Text(`document.activeElement.querySelector('i').textContent`); got != "1.0 ms: bruno connects" {
		t.Errorf("the second arrow is %q", got)
	}
	b.Press("Escape")
	if got := b.Text(`document.querySelectorAll('.lit, [aria-pressed=true], [aria-current]').length`); got != "0" {
		t.Errorf("Escape leaves %s chosen", got)
	}
	b.NoComplaints()
}

// TestHostileTraceStaysText: bytes from the wire never become markup, script or style.
func TestHostileTraceStaysText(t *testing.T) {
	t.Parallel()
	b := open(t, htmlOf(t, talk()))
	b.Eval(`document.querySelectorAll('.row').forEach(r => r.click())`, nil)
	if got := b.Text(`window.pwned + ' ' + document.querySelectorAll('img').length + ' ' + document.scripts.length`); got != "undefined 0 1" {
		t.Errorf("the trace got into the page: %s", got)
	}
	b.NoComplaints()
	var svg bytes.Buffer
	if err := (Picture{}).SVG(&svg, talk()); err != nil {
		t.Fatal(err)
	}
	for decoder := xml.NewDecoder(&svg); ; {
		token, err := decoder.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("the picture is no XML: %v", err)
		}
		if start, ok := token.(xml.StartElement); ok && (start.Name.Local == "script" || start.Name.Local == "img") {
			t.Errorf("the trace got into the picture: %s", start.Name.Local)
		}
	}
}

// TestLongTraceInABrowser: long runs are folded and can be unfolded. The page opens quickly.
func TestLongTraceInABrowser(t *testing.T) {
	t.Parallel()
	b := open(t, htmlOf(t, long(2000)))
	if got := b.Text(`document.querySelectorAll('.row').length`); got != "2000" {
		t.Errorf("%s rows, want 2000", got)
	}
	shown := `[...document.querySelectorAll('.row')].filter(r => r.offsetParent !== null).length`
	if got := b.Text(shown); got != "40" {
		t.Errorf("%s rows are visible, want 40: the rest is folded", got)
	}
	if got := b.Text(`[...document.querySelectorAll('.fold')].map(f => f.textContent).join('|')`); !strings.Contains(got, "1960 arrows more, 30320 bytes: everybody") {
		t.Errorf("folds say %q", got)
	}
	b.Eval(`document.querySelectorAll('.fold').forEach(f => f.click())`, nil)
	if got := b.Text(shown); got != "2000" {
		t.Errorf("unfolded, %s rows are visible, want 2000", got)
	}
	t.Logf("opened in %s ms", b.Text(`Math.round(performance.getEntriesByType('navigation')[0].loadEventStart)`))
	b.NoComplaints()
}

// TestTooLongTraceSaysSo: the page says how much it leaves out.
func TestTooLongTraceSaysSo(t *testing.T) {
	if text := string(htmlOf(t, long(mostRows+10))); !strings.Contains(text, "… 10 events with 160 bytes are left out here; the trace has them") {
		t.Error("nothing is said of what is left out")
	}
	log := trace.NewLog([]trace.Event{{Conn: "ana", Dir: trace.ToServer, Kind: trace.Data, Data: make([]byte, mostBytes+1)}})
	if text := string(htmlOf(t, log)); !strings.Contains(text, "… and 1 more byte that the picture leaves out") {
		t.Error("nothing is said of bytes that are left out")
	}
}

// TestPageFoldsTheSetUp: the arrows of steps that only let clients in are folded, unless there is
// nothing else to see. A step that is chosen shows its own again. A long pause is shown.
func TestPageFoldsTheSetUp(t *testing.T) {
	t.Parallel()
	arrow := func(at time.Duration, text string) trace.Event {
		return trace.Event{At: at, Conn: "ana", Dir: trace.ToServer, Kind: trace.Data, Data: []byte(text)}
	}
	setUp := []trace.Event{{Conn: "#1", Kind: trace.Step, Note: "join ana"}}
	for range longSetUp {
		setUp = append(setUp, arrow(0, "x\n"))
	}
	setUp = append(setUp, trace.Event{Conn: "#1", Kind: trace.Passed})
	whole := slices.Concat(setUp, []trace.Event{
		{Conn: "#2", Kind: trace.Step, Note: "say ana one"}, arrow(0, "one\n"), {Conn: "#2", Kind: trace.Passed},
		{Conn: "#3", Kind: trace.Step, Note: "say ana two"}, arrow(2*time.Second, "two\n"), {Conn: "#3", Kind: trace.Failed, Note: "no"},
	})
	b := open(t, htmlOf(t, trace.NewLog(whole)))
	shown := `[...document.querySelectorAll('#ladder li')].filter(i => !i.hidden).map(i => (i.querySelector('.still, .wide') || i).textContent.trim()).join('|')`
	if got := b.Text(shown); got != "set-up: join ana (4 arrows)|one⏎|2.0 s, nothing|two⏎|✗ step 3: no" {
		t.Errorf("shown: %q", got)
	}
	b.Eval(`document.querySelector('.step[data-step="#1"]').click()`, nil)
	if got := b.Text(`[...document.querySelectorAll('.lit')].filter(r => !r.parentElement.hidden).length`); got != "4" {
		t.Errorf("the step of the set-up shows %s arrows, want 4", got)
	}
	if page := string(htmlOf(t, trace.NewLog(setUp))); strings.Contains(page, "set-up:") {
		t.Error("a set-up with nothing after it is folded")
	}
}
