package draw

import (
	"fmt"
	"testing"
	"time"

	"chatlab/lab/trace"
)

// race is a trace of many clients. Each writes a line and hears many. Its last step fails without a
// wrong byte, unless it is guilty.
func race(guilty bool) trace.Log { return raceOf(9, guilty) }

func raceOf(clients int, guilty bool) trace.Log {
	const lines = 4
	var events []trace.Event
	add := func(e trace.Event) {
		e.At = time.Duration(len(events)) * time.Millisecond
		events = append(events, e)
	}
	add(trace.Event{Conn: "#1", Kind: trace.Step, Note: "race 9 ana"})
	each := func(all ...trace.Event) {
		for i := range clients {
			for _, e := range all {
				e.Conn = fmt.Sprintf("ana%d", i)
				add(e)
			}
		}
	}
	each(trace.Event{Kind: trace.Open}, trace.Event{Dir: trace.ToClient, Kind: trace.Data, Data: []byte("Welcome\n")})
	each(trace.Event{Dir: trace.ToServer, Kind: trace.Data, Data: []byte("ana\n")})
	for range lines {
		each(trace.Event{Dir: trace.ToClient, Kind: trace.Data, Data: []byte("* in the room: \n")})
	}
	if guilty {
		add(trace.Event{Conn: "ana6", Dir: trace.ToClient, Kind: trace.Took, Note: trace.Span{From: 8, To: 23, Wrong: 11}.String()})
	}
	add(trace.Event{Conn: "#1", Kind: trace.Failed, Note: "expected one of them to get the name"})
	return trace.NewLog(events)
}

// TestWidePictureKeepsItsLeft: where a wide picture is scrolled to the right, the times, the names
// of clients and the server's life line stay in view, above the arrows.
func TestWidePictureKeepsItsLeft(t *testing.T) {
	t.Parallel()
	b := openAt(t, htmlOf(t, race(false)), 1280, false)
	if got := b.Text(`getComputedStyle(document.querySelector('.stays b')).visibility`); got != "hidden" {
		t.Errorf("at the left, the second name of the server is %s", got)
	}
	b.Eval(`document.querySelector('#ladder').scrollLeft = 10000; 0`, nil)
	b.Await(`document.querySelector('#ladder').matches('.past')`)
	const inView = `(() => { const ladder = document.querySelector('#ladder').getBoundingClientRect(); return [...document.querySelectorAll('.row:not(.failed) .at b, .row .at, .stays b')].filter((e) => {
		const box = e.getBoundingClientRect(), y = box.top + box.height / 2;
		return y > ladder.top + 40 && y < ladder.bottom - 20 && (!e.closest('.row, .heads').querySelector('.at, .stays').contains(document.elementFromPoint(box.right - 12, y)) || box.left < ladder.left);
	}).length; })()`
	if got := b.Text(inView); got != "0" {
		t.Errorf("%s times and names are not in view", got)
	}
	if got := b.Text(`getComputedStyle(document.querySelector('.stays b')).visibility + ' ' + getComputedStyle(document.querySelector('.row .at')).borderRightWidth`); got != "visible 2px" {
		t.Errorf("the server's life line is %s", got)
	}
}

// TestPictureOpensAtTheFailure: a wrong arrow is in view as far as its tip. Without one, a picture
// opens at the first write of the failed step, or at the fold that hides it, and not at its end.
func TestPictureOpensAtTheFailure(t *testing.T) {
	t.Parallel()
	b := openAt(t, htmlOf(t, race(true)), 1280, false)
	if got := b.Text(`document.querySelector('.guilty .wide .tip').getBoundingClientRect().right < document.querySelector('#ladder').getBoundingClientRect().right`); got != "true" {
		t.Error("the tip of the wrong arrow is not in view")
	}
	for _, width := range []int{1280, 390} {
		const near = `(of) => { const row = of.getBoundingClientRect(), box = document.querySelector('#ladder').getBoundingClientRect(); return row.top >= box.top && row.bottom < box.bottom; }`
		b := openAt(t, htmlOf(t, race(false)), width, false)
		if got := b.Text(`(` + near + `)([...document.querySelectorAll('.row.data')].find((r) => r.querySelector('i').textContent.includes('to the server')))`); got != "true" {
			t.Errorf("at %d, the first write of the failed step is not in view", width)
		}
		b = openAt(t, htmlOf(t, raceOf(20, false)), width, false)
		if got := b.Text(`(` + near + `)(document.querySelector('.fold'))`); got != "true" {
			t.Errorf("at %d, the fold with all writes of the failed step is not in view", width)
		}
	}
}

// TestSetUpFitsOnAPhone: however long the words of a fold and of a pause are, the arrows of a narrow
// page do not scroll sideways, and nothing of them is outside.
func TestSetUpFitsOnAPhone(t *testing.T) {
	t.Parallel()
	read := func(at time.Duration) trace.Event {
		return trace.Event{At: at, Conn: "ana", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("hello, everybody who is here\n")}
	}
	log := trace.NewLog([]trace.Event{
		{Conn: "#1", Kind: trace.Step, Note: "connect --rcvbuf 65536 ana bruno carla dora emil"},
		read(0), read(0), read(0), read(0), {Conn: "#1", Kind: trace.Passed},
		{Conn: "#2", Kind: trace.Step, Note: "hear ana"}, read(0), read(time.Second),
		{At: time.Second, Conn: "ana", Dir: trace.ToClient, Kind: trace.Missing, Note: "a greeting for ana that is rather long"},
		{At: time.Second, Conn: "#2", Kind: trace.Failed, Note: "expected it"},
	})
	b := openAt(t, htmlOf(t, log), 390, false)
	for what, c := range map[string]struct{ script, want string }{
		"the arrows scroll by":     {`(() => { const l = document.querySelector('#ladder'); return [l.scrollWidth - l.clientWidth, l.scrollLeft].join(); })()`, "0,0"},
		"what is outside":          {outside, ""},
		"the words of the pause":   {`document.querySelector('.still').getBoundingClientRect().left`, "71"},
		"the words of the fold":    {`document.querySelector('.fold').textContent`, "set-up: connect --rcvbuf 65536 ana bruno carla dora emil (4 arrows)"},
		"the fold's right is seen": {`document.querySelector('.fold').scrollWidth <= document.querySelector('.fold').clientWidth`, "true"},
	} {
		if got := b.Text(c.script); got != c.want {
			t.Errorf("%s: %q, want %q", what, got, c.want)
		}
	}
}
