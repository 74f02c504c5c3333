package trace

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
)

// flood returns a trace in which two clients receive n lines each in turn, and a step fails at the
// last byte of line wrong of ana's. It also returns the bytes that ana received.
func flood(n, wrong int) (Log, []byte) {
	var events []Event
	var all []byte
	add := func(e Event) {
		e.At = time.Duration(len(events)) * time.Millisecond
		events = append(events, e)
	}
	add(Event{Conn: "name", Kind: About, Note: "a claim"})
	add(Event{Conn: "#1", Kind: Step, Note: "flood"})
	span := Span{}
	for i := range n {
		line := fmt.Appendf(nil, "line %d\n", i)
		add(Event{Conn: "ana", Dir: ToClient, Kind: Data, Data: line})
		add(Event{Conn: "bruno", Dir: ToClient, Kind: Data, Data: line})
		if i == wrong {
			span = Span{From: len(all), To: len(all) + len(line), Wrong: len(all) + len(line) - 1}
			add(Event{Conn: "#1", Kind: Passed})
			add(Event{Conn: "#2", Kind: Step, Note: "hear"})
		}
		all = append(all, line...)
	}
	add(Event{Conn: "ana", Dir: ToClient, Kind: Took, Note: span.String()})
	add(Event{Conn: "#2", Kind: Failed, Note: "no"})
	return NewLog(events), all
}

// TestShortened: a log that is too long loses its middle, but no step and no wrong byte. Who
// counts the bytes of a stream still finds each at its place.
func TestShortened(t *testing.T) {
	long, received := flood(10_000, 4000)
	for _, most := range []Size{{Events: 100}, {Bytes: 20_000}, {Events: 50, Bytes: 1 << 30}} {
		short := long.Shortened(most, "the rest is elsewhere")
		if size := short.Size(); size.Events > most.Events+2 && most.Events > 0 || size.Bytes > 2*most.Bytes && most.Bytes > 0 || size.Events < 40 {
			t.Errorf("%+v becomes %+v", most, size)
		}
		kinds, carried, wrongIsThere := map[Kind]int{}, 0, false
		for _, e := range short.All() {
			kinds[e.Kind]++
			if e.Conn == "ana" && e.Dir == ToClient && e.Kind != Took {
				if at := carried; !bytes.HasPrefix(received[at:], e.Data) {
					t.Fatalf("at byte %d of ana: %q, want %.10q", at, e.Data, received[at:])
				}
				carried += len(e.Data) + LeftBytes(e)
				wrongIsThere = wrongIsThere || string(e.Data) == "line 4000\n"
			}
		}
		if carried != len(received) || !wrongIsThere {
			t.Errorf("%+v: ana received %d bytes, want %d; the wrong line is there: %v", most, carried, len(received), wrongIsThere)
		}
		if kinds[Step] != 2 || kinds[Passed] != 1 || kinds[Failed] != 1 || kinds[About] != 1 || kinds[Took] != 1 {
			t.Errorf("%+v: %v", most, kinds)
		}
		if text := textOf(short); !strings.Contains(text, "bytes are left out here; the rest is elsewhere") {
			t.Errorf("nothing is said of what is left out:\n%.500s", text)
		}
		again, err := Parse(strings.NewReader(textOf(short)))
		if err != nil || again.Size() != short.Size() {
			t.Errorf("read again: %+v, %v", again.Size(), err)
		}
	}
}

// TestShortenedReads: of a long read only the ends stay, and the bytes around a wrong one.
func TestShortenedReads(t *testing.T) {
	data := bytes.Repeat([]byte("0123456789"), 100_000)
	copy(data[700_000:], "WRONG")
	log := NewLog([]Event{
		{Conn: "ana", Dir: ToClient, Kind: Data, Data: data},
		{Conn: "ana", Dir: ToClient, Kind: Took, Note: Span{To: len(data), Wrong: 700_002}.String()},
	})
	short := log.Shortened(Size{Bytes: 512_000}, "x")
	var parts []string
	for _, e := range short.All() {
		parts = append(parts, fmt.Sprintf("%s %d %d", e.Kind, len(e.Data), LeftBytes(e)))
	}
	const want = "left 0 0, data 1000 0, left 0 698002, data 2000 0, left 0 297998, data 1000 0, took 0 0"
	if got := strings.Join(parts, ", "); got != want {
		t.Errorf("parts\n%s, want\n%s", got, want)
	}
	if !strings.Contains(textOf(short), "WRONG") || !strings.Contains(textOf(short), "the middle of long reads and writes is left out here, and further down; x") {
		t.Errorf("%.300s", textOf(short))
	}
	if same := log.Shortened(Size{Bytes: 2_000_000}, "x"); same.Len() != log.Len() {
		t.Error("a log that is not too long is shortened")
	}
}

// TestShortenedTwice: what was left out before stays counted.
func TestShortenedTwice(t *testing.T) {
	long, received := flood(10_000, 4000)
	carried := 0
	for _, e := range long.Shortened(Size{Bytes: 100_000}, "x").Shortened(Size{Events: 30}, "y").All() {
		if e.Conn == "ana" && e.Kind != Took {
			carried += len(e.Data) + LeftBytes(e)
		}
	}
	if carried != len(received) {
		t.Errorf("ana received %d bytes, want %d", carried, len(received))
	}
}

// TestLeftBytes: only the note of a Left event with a direction is a number of bytes.
func TestLeftBytes(t *testing.T) {
	of := func(note string) int { return LeftBytes(Event{Conn: "ana", Dir: ToClient, Kind: Left, Note: note}) }
	if got := of("17 bytes"); got != 17 {
		t.Errorf("17 bytes are %d", got)
	}
	for _, note := range []string{"", "many", "-1 bytes", "17", "017 bytes", "9999999999999999 bytes", "99999999999999999999999 bytes"} {
		if got := of(note); got != 0 {
			t.Errorf("%q is read as %d", note, got)
		}
	}
}

func textOf(l Log) string {
	var out strings.Builder
	l.WriteTo(&out)
	return out.String()
}
