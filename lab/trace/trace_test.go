package trace

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var sample = NewLog([]Event{
	{At: 0, Conn: "ana", Kind: Open},
	{At: 1042375, Conn: "ana", Dir: ToServer, Kind: Data, Data: []byte("hel\x00\xff\u202e\"\n")},
	{At: 90*time.Minute + 1, Conn: "a b", Dir: ToClient, Kind: Fin, Note: "said \"bye\"\n"},
	{At: 90*time.Minute + 1, Conn: "ana", Dir: FarToServer, Kind: Data, Data: []byte("h")},
	{At: 90*time.Minute + 1, Conn: "ana", Kind: Output, Data: []byte("ready"), Note: "stdout"},
})

func TestTextFormIsReadable(t *testing.T) {
	want := `chatlab trace 1
0.000000000 ana - open
0.001042375 ana > data "hel\x00\xff\u202e\"\n"
5400.000000001 "a b" < fin "" "said \"bye\"\n"
5400.000000001 ana >> data "h"
5400.000000001 ana - output "ready" "stdout"
`
	if diff := cmp.Diff(want, text(t, sample)); diff != "" {
		t.Errorf("text form (-want +got):\n%s", diff)
	}
}

func TestParseNamesTheLine(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "line 1: not a trace"},
		{"chatlab trace 2\n", "line 1: not a trace"},
		{header + "\n0.000000001 ana > data \"x\"\n0.1 ana > data\n", "line 3: \"0.1\" is not a time"},
		{header + "\n-1.000000000 ana > data\n", "is not a time"},
		{header + "\n99999999999.000000000 ana > data\n", "is not a time"},
		{header + "\n0.000000001 ana ? data\n", "not a direction"},
		{header + "\n0.000000001 ana > date\n", "not a kind"},
		{header + "\n0.000000001 \"\" > data\n", "no name"},
		{header + "\n0.000000001 ana > data \"x\n", "does not end"},
		{header + "\n0.000000001 ana > data \"x\"\"y\"\n", "no space before"},
		{header + "\n0.000000001 ana >\n", "3 fields"},
		{header + "\n0.000000001 ana > data \"\" \"\" \"\"\n", "7 fields"},
		{header + "\n" + strings.Repeat("x", maxTextLine+1), "line 2: bufio.Scanner: token too long"},
	} {
		_, err := Parse(strings.NewReader(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Parse(%.60q) = %v; want an error with %q", c.text, err, c.want)
		}
	}
}

// FuzzQuote compares appendQuoted with strconv.
func FuzzQuote(f *testing.F) {
	f.Add([]byte("plain \"quoted\" \\ \n\n\t\x00\xff é \u202e \xe2\x80"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if want, got := strconv.Quote(string(data)), string(appendQuoted(nil, data)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}

// FuzzParse checks that all that Parse accepts comes back unchanged from its text form. The
// text form never has a control character.
func FuzzParse(f *testing.F) {
	var seed bytes.Buffer
	sample.WriteTo(&seed)
	f.Add(seed.Bytes())
	f.Add([]byte(header + "\n0.000000001 `a` < data `raw`\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		log, err := Parse(bytes.NewReader(data))
		if err != nil {
			return
		}
		printed := text(t, log)
		if at := strings.IndexFunc(printed, func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f }); at >= 0 {
			t.Errorf("control character in the text form: %q", printed[at:])
		}
		again, err := Parse(strings.NewReader(printed))
		if err != nil {
			t.Fatalf("own text form refused: %v\n%s", err, printed)
		}
		if diff := cmp.Diff(log.events, again.events); diff != "" {
			t.Errorf("round trip (-first +second):\n%s", diff)
		}
	})
}

// TestWriterWritesTheSame: Parse reads what a Writer writes.
func TestWriterWritesTheSame(t *testing.T) {
	clock := time.Unix(100, 0)
	var out bytes.Buffer
	w := NewWriter(&out, func() time.Time { clock = clock.Add(time.Millisecond); return clock })
	var want []Event
	for i, e := range sample.All() {
		w.Record(e)
		e.At = time.Duration(i+1) * time.Millisecond
		want = append(want, e)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	got, err := Parse(&out)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got.events); diff != "" {
		t.Errorf("(-recorded +read):\n%s", diff)
	}
}

// TestWriterTellsThatItCouldNotWrite at the end, once.
func TestWriterTellsThatItCouldNotWrite(t *testing.T) {
	w := NewWriter(full{}, time.Now)
	w.Record(Event{Conn: "ana", Kind: Data, Data: make([]byte, 1<<17)})
	w.Record(Event{Conn: "ana", Kind: Fin})
	if err := w.Flush(); !errors.Is(err, errFull) {
		t.Errorf("Flush: %v; want %v", err, errFull)
	}
}

type full struct{}

var errFull = errors.New("no space left")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestRecorderKeepsOrderAndCopies(t *testing.T) {
	clock := time.Unix(100, 0)
	r := NewRecorder(func() time.Time { clock = clock.Add(time.Millisecond); return clock })
	data := []byte("one")
	r.Record(Event{Conn: "ana", Kind: Data, Data: data})
	copy(data, "two")
	before := r.Log()
	r.Record(Event{Conn: "bruno", Kind: Fin})

	want := []Event{{At: time.Millisecond, Conn: "ana", Kind: Data, Data: []byte("one")}}
	if diff := cmp.Diff(want, before.events); diff != "" {
		t.Errorf("the log changed under its reader (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"ana", "bruno"}, r.Log().Conns()); diff != "" {
		t.Errorf("Conns (-want +got):\n%s", diff)
	}
}

func TestRecorderTakesManyGoroutines(t *testing.T) {
	r := NewRecorder(time.Now)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				r.Record(Event{Conn: "c", Kind: Data})
				r.Log().Len()
			}
		})
	}
	all.Wait()
	last := time.Duration(-1)
	for i, e := range r.Log().All() {
		if e.At < last {
			t.Fatalf("event %d at %v comes after one at %v", i, e.At, last)
		}
		last = e.At
	}
	if got := r.Log().Len(); got != 800 {
		t.Errorf("%d events recorded, want 800", got)
	}
}

func text(t *testing.T, l Log) string {
	t.Helper()
	var b bytes.Buffer
	if _, err := l.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
