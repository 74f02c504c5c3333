package draw

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"chatlab/lab/trace"
)

// crowdedPage is a picture of a failure with a verdict, ribbons, and more life lines than fit into
// 800 pixels. One of its clients has a path.
func crowdedPage(t *testing.T) []byte {
	t.Helper()
	var events []trace.Event
	add := func(e trace.Event) {
		e.At = time.Duration(len(events)) * time.Millisecond
		events = append(events, e)
	}
	add(trace.Event{Conn: "#1", Kind: trace.Step, Note: "say ana hello"})
	for i := range 40 {
		conn := fmt.Sprintf("guest%d", i%4)
		add(trace.Event{Conn: conn, Dir: trace.FarToClient, Kind: trace.Data, Data: []byte("[ana] hello, all of you who are here\n")})
		add(trace.Event{Conn: conn, Dir: trace.ToServer, Kind: trace.Data, Data: []byte("hello\n")})
		add(trace.Event{Conn: conn, Kind: trace.Fault, Note: "a note that is much too long for what is left of the row beside it"})
	}
	add(trace.Event{Conn: "trace", Kind: trace.Left, Note: "12345 events with 1234567 bytes are left out here; go tool lab check 3 --run a_long_name --keep=whole runs it again"})
	add(trace.Event{Conn: "ana", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("[ana] hel\n")})
	add(trace.Event{Conn: "#1", Kind: trace.Passed})
	add(trace.Event{Conn: "#2", Kind: trace.Step, Note: "hear ana ana hello"})
	add(trace.Event{Conn: "ana", Dir: trace.ToClient, Kind: trace.Took, Note: trace.Span{From: 0, To: 10, Wrong: 9}.String()})
	add(trace.Event{Conn: "#2", Kind: trace.Failed, Note: "expected \"[ana] hello\"\nreceived something else, which is told here at some length"})
	picture := Picture{
		Verdict: []Saying{{"expected", "[ana] hello⏎", true}, {"received", "[ana] hel⏎", true}, {"again", "go tool lab check 3 --run split_write", false}},
		Ribbons: RibbonsOf("[ana] hello\n", []string{"[ana] hel\n"}),
		Printed: []string{"… 7 more before", "| listening on 127.0.0.1:4000", "| " + strings.Repeat("long ", 60), "| </pre><script>window.pwned=1</script>\x1b[2J"},
	}
	var page bytes.Buffer
	if err := picture.HTML(&page, trace.NewLog(events)); err != nil {
		t.Fatal(err)
	}
	return page.Bytes()
}

// outside names what of the drawing is not inside the window, or beyond its part of the page.
const outside = `[...document.querySelectorAll('.head, .label, .arrow, .tip, .incomplete, .at, .fold, .left')].filter((e) => e.checkVisibility()).map((e) => {
	const box = e.getBoundingClientRect(), svg = e.closest('.row svg')?.getBoundingClientRect();
	const out = box.left < 0 || box.right > document.documentElement.clientWidth || svg && (box.left < svg.left || box.right > svg.right);
	return out ? e.textContent + ' ' + e.getAttribute('class') + ' from ' + Math.round(box.left) + ' to ' + Math.round(box.right) : '';
}).filter(Boolean).slice(0, 5).join('; ')`

// isInView tells whether the wrong arrow is in view.
const isInView = `(() => {
	const row = document.querySelector('.guilty').getBoundingClientRect(), box = document.querySelector('#ladder').getBoundingClientRect();
	return row.top >= box.top && row.bottom <= Math.min(box.bottom, innerHeight);
})()`

// TestPageWhereThereIsLittleRoom: at 800 pixels and below, the page's parts are one below the
// other, the verdict first. It never scrolls sideways, and all arrows are inside the window, with
// their labels. The wrong arrow is in view, and so is the verdict. 640 pixels are 1280 at 200 %.
func TestPageWhereThereIsLittleRoom(t *testing.T) {
	t.Parallel()
	page := crowdedPage(t)
	for _, width := range []int{800, 640, 390, 375} {
		b := openAt(t, page, width, false)
		for what, c := range map[string]struct{ script, want string }{
			"how far it scrolls sideways": {`document.documentElement.scrollWidth - document.documentElement.clientWidth`, "0"},
			"the verdict is in view":      {`document.querySelector('#verdict').getBoundingClientRect().top >= 0`, "true"},
			"what is outside":             {outside, ""},
			"the heads":                   {`[...document.querySelectorAll('.head')].filter((h) => h.checkVisibility()).map((h) => h.textContent).join()`, "clients,path,server"},
			"whose the wrong arrow is":    {`document.querySelector('.guilty .at').innerText.split('\n')[1]`, "ana"},
			"parts that overlap":          {`['#verdict', '#ribbons', '.controls', 'aside', '#ladder', '#bytes', '#printed', 'footer'].map((p) => document.querySelector(p).getBoundingClientRect()).filter((box, i, all) => i > 0 && box.top < all[i - 1].bottom - 1).length`, "0"},
			"the wrong arrow is in view":  {isInView, "true"},
		} {
			if got := b.Text(c.script); got != c.want {
				t.Errorf("at %d, %s: %q, want %q", width, what, got, c.want)
			}
		}
		b.NoComplaints()
	}
}

// TestPageWithRoom: a wide window has a life line for everybody.
func TestPageWithRoom(t *testing.T) {
	t.Parallel()
	b := openAt(t, crowdedPage(t), 1280, false)
	if got := b.Text(`[...document.querySelectorAll('.head')].filter((h) => h.checkVisibility()).map((h) => h.textContent).join()`); got != "guest0,path,server,path,guest1,path,guest2,path,guest3,ana" {
		t.Errorf("the heads are %s", got)
	}
	if got := b.Text(`[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight].join()`); got != "0,0" {
		t.Errorf("the page itself scrolls by %s", got)
	}
}

// TestPageOnPaper: paper is white, whatever the screen is. Everything is there, the steps before the arrows; no
// part is cut off or scrolls, and no row is divided between two sheets.
func TestPageOnPaper(t *testing.T) {
	t.Parallel()
	for name, page := range map[string][]byte{"upright": htmlOf(t, refused()), "on its side": crowdedPage(t)} {
		b := openAt(t, page, map[string]int{"upright": upright, "on its side": onSide}[name], true)
		b.Call("Emulation.setScrollbarsHidden", map[string]any{"hidden": true}, nil)        // paper has none
		b.Eval(`for (let i = 0; i < 2; i++) document.querySelector('#theme').click()`, nil) // dark by choice
		onPaper(b, true)
		for what, c := range map[string]struct{ script, want string }{
			"paper":            {`getComputedStyle(document.documentElement).backgroundColor`, "rgb(255, 255, 255)"},
			"ink":              {`getComputedStyle(document.documentElement).color`, "rgb(0, 0, 0)"},
			"what is outside":  {outside, ""},
			"what is cut off":  {`[...document.querySelectorAll('body, main, aside, #ladder, #bytes, #printed, #ribbons')].filter((e) => e.scrollHeight > e.clientHeight + 1 && getComputedStyle(e).overflow !== 'visible' || e.scrollWidth > e.clientWidth + 1).map((e) => e.id || e.localName).join()`, ""},
			"the order":        {`['header', 'aside', '#ladder', '#bytes'].map((p) => document.querySelector(p).getBoundingClientRect()).every((box, i, all) => i === 0 || box.top >= all[i - 1].bottom - 1 && box.height > 0)`, "true"},
			"what is to click": {`[...document.querySelectorAll('.controls, .skip, .keys')].filter((e) => e.checkVisibility()).length`, "0"},
			"divided rows":     {`getComputedStyle(document.querySelector('.row')).breakInside`, "avoid"},
		} {
			if got := b.Text(c.script); got != c.want {
				t.Errorf("%s: %s: %q, want %q", name, what, got, c.want)
			}
		}
		var pdf struct{ Data string }
		b.Call("Page.printToPDF", map[string]any{"preferCSSPageSize": true}, &pdf)
		text, _ := base64.StdEncoding.DecodeString(pdf.Data)
		if isWide := bytes.Contains(text, []byte("/MediaBox [0 0 792 612]")); isWide != (name == "on its side") {
			t.Errorf("%s: the sheets lie on their side: %v", name, isWide)
		}
	}
}

// TestPageShowsWhatTheServerPrinted: the page shows it as text, in view on a large screen. If the
// server printed nothing, the page has no such part.
func TestPageShowsWhatTheServerPrinted(t *testing.T) {
	t.Parallel()
	b := openAt(t, crowdedPage(t), 1280, false)
	if got := b.Text(`document.querySelector('#printed pre').textContent`); !strings.HasSuffix(got, "</pre><script>window.pwned=1</script>\ufffd[2J") || !strings.HasPrefix(got, "… 7 more before\n| listening") {
		t.Errorf("the page has %q", got)
	}
	if got := b.Text(`String(window.pwned) + (document.querySelector('#printed').getBoundingClientRect().bottom <= innerHeight && document.querySelector('aside').clientHeight > 100)`); got != "undefinedtrue" {
		t.Errorf("it is a script, or not in view: %s", got)
	}
	if strings.Contains(string(htmlOf(t, talk())), "server printed") {
		t.Error("a page of a server that printed nothing says something of it")
	}
}

// TestSkipLink: the first key leads past the steps to the arrows.
func TestSkipLink(t *testing.T) {
	t.Parallel()
	b := open(t, htmlOf(t, talk()))
	b.Press("Tab")
	if got := b.Text(`document.activeElement.textContent + ' ' + (document.activeElement.getBoundingClientRect().left >= 0)`); got != "to the arrows true" {
		t.Errorf("Tab leads to %q", got)
	}
	b.Press("Enter")
	b.Press("Tab")
	if got := b.Text(`document.activeElement.className`); got != "row open" {
		t.Errorf("behind the link, Tab leads to %q", got)
	}
}

// TestLongBytesOnAPhone: the bytes of a long arrow scroll within their part of the page, with the
// wrong byte in view below the heading, and the two ribbons keep their names.
func TestLongBytesOnAPhone(t *testing.T) {
	t.Parallel()
	line := strings.Repeat("0123456789", 500)
	var page bytes.Buffer
	picture := Picture{Ribbons: RibbonsOf("[ana] "+line+"\n", []string{"[ana] " + line[:4000] + "\n", "[ana] " + line[4000:] + "\n"})}
	if err := picture.HTML(&page, refused()); err != nil {
		t.Fatal(err)
	}
	for _, width := range []int{1280, 800, 390} {
		b := openAt(t, page.Bytes(), width, false)
		for what, c := range map[string]struct{ script, want string }{
			"the page is long":              {`document.documentElement.scrollHeight > 3 * innerHeight`, "false"},
			"the heading is in view":        {`(() => { const p = document.querySelector('#bytes p').getBoundingClientRect(), box = document.querySelector('#bytes').getBoundingClientRect(); return p.top >= box.top - 1 && p.bottom < box.bottom; })()`, "true"},
			"the mark is below the heading": {`(() => { const m = document.querySelector('#bytes mark').getBoundingClientRect(), p = document.querySelector('#bytes p').getBoundingClientRect(), box = document.querySelector('#bytes').getBoundingClientRect(); return m.top >= p.bottom && m.bottom <= box.bottom; })()`, "true"},
			"names of ribbons in view":      {`[...document.querySelectorAll('.ribbon .what')].filter((w) => { const box = w.getBoundingClientRect(); return box.left >= 0 && document.elementFromPoint(box.left + 2, box.top + 5) === w; }).map((w) => w.textContent).join()`, "meant,made"},
			"notches in view":               {`[...document.querySelectorAll('.ribbon i')].filter((n) => { const x = n.getBoundingClientRect().left, box = document.querySelector('#ribbons').getBoundingClientRect(); return x > box.left && x < box.right; }).length`, "2"},
		} {
			if got := b.Text(c.script); got != c.want {
				t.Errorf("at %d, %s: %q, want %q", width, what, got, c.want)
			}
		}
		b.NoComplaints()
	}
}
