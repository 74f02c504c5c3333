package fault

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/trace"
)

const ms = time.Millisecond

// newPath returns the direction to the server, under faults that begin at 0.
func newPath(t testing.TB, seed uint64, faults string) *Direction {
	t.Helper()
	if faults == "" {
		return &Direction{}
	}
	specs, err := ParseList(faults)
	if err != nil {
		t.Fatal(err)
	}
	var p Direction
	p.Set(0, Make(specs, trace.ToServer, 0, rand.New(rand.NewPCG(seed, 0))))
	return &p
}

// together lists faults that act at the same time. want is what arrives of "abcd", of "ef"
// 3 ms later, and of a FIN after 9 ms.
var together = []struct{ name, faults, want string }{
	{"none", "", `
   0.0 ms  "abcd"
   3.0 ms  "ef"
   9.0 ms  FIN
`},
	{"a merge undoes a slice", "slice 1..1, merge 30ms", `
  30.0 ms  "abcdef"
  30.0 ms  FIN
`},
	{"a slice after a merge", "merge 30ms, slice 3..3 every 10ms", `
  30.0 ms  "abc"
  40.0 ms  "d"
  50.0 ms  "ef"
  60.0 ms  FIN
`},
	{"a delay moves everything", "delay 20ms", `
  20.0 ms  "abcd"
  23.0 ms  "ef"
  29.0 ms  FIN
`},
	{"the bytes before a reset arrive late, and so does it", "reset after 5, delay 7ms", `
   7.0 ms  "abcd"
  10.0 ms  "e"
  10.0 ms  reset
`},
	{"a reset by time does not wait for what travels", "delay 1s, reset after 5ms", `
   5.0 ms  reset
`},
	{"not before its time", "reset after 5ms", `
   0.0 ms  "abcd"
   3.0 ms  "ef"
   5.0 ms  reset
`},
	{"for the other direction", "reset to-client", `
   0.0 ms  "abcd"
   3.0 ms  "ef"
   9.0 ms  FIN
`},
	{"for this direction", "half-close after 4 to-server", `
   0.0 ms  "abcd"
   0.0 ms  FIN
`},
	{"what comes after a stall is held as well", "stall after 4, delay 1ms", `
   1.0 ms  "abcd"
`},
	{"a stall for a time", "stall 6ms after 2ms", `
   0.0 ms  "abcd"
   8.0 ms  "ef"
   9.0 ms  FIN
`},
	{"nothing beyond a limit, which ends both ways", "limit after 5", `
   0.0 ms  "abcd"
   3.0 ms  "e"
   3.0 ms  FIN to both sides
`},
	{"each piece waits until the one before has passed", "bandwidth 1KB/s", `
   4.0 ms  "abcd"
   6.0 ms  "ef"
   9.0 ms  FIN
`},
	{"only the end is slow", "slow-close 100ms", `
   0.0 ms  "abcd"
   3.0 ms  "ef"
 109.0 ms  FIN
`},
}

// drain pops everything that is not held.
func drain(p *Direction) string {
	var out []Piece
	for p.Next() != Never {
		piece, _ := p.Pop(p.Next())
		out = append(out, piece)
	}
	return show(out)
}
func TestFaultsTogether(t *testing.T) {
	for _, k := range Kinds() {
		if !slices.ContainsFunc(together, func(c struct{ name, faults, want string }) bool { return strings.Contains(c.faults, k.Name) }) {
			t.Errorf("nothing in the list together shows what arrives under %s: add a case with it", k.Name)
		}
	}
	for _, c := range together {
		t.Run(c.name, func(t *testing.T) {
			p := newPath(t, 1, c.faults)
			p.Push(0, []byte("abcd"), Open)
			p.Push(3*ms, []byte("ef"), Open)
			p.Push(9*ms, nil, Fin)
			if diff := cmp.Diff(c.want, "\n"+drain(p)); diff != "" {
				t.Errorf("what arrives (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHealedPathHandsOverWhatItHeld(t *testing.T) {
	p := newPath(t, 1, "stall")
	p.Push(0, []byte("ab"), Open)
	p.Push(ms, []byte("c"), Open)
	if p.Next() != Never || p.Held() != 3 {
		t.Fatalf("next %v, held %d; want never and 3 bytes", p.Next(), p.Held())
	}
	p.Set(50*ms, nil)
	p.Push(60*ms, []byte("d"), Fin)
	want := `
  50.0 ms  "abc"
  60.0 ms  "d"
  60.0 ms  FIN
`
	if diff := cmp.Diff(want, "\n"+drain(p)); diff != "" {
		t.Errorf("what arrives (-want +got):\n%s", diff)
	}
	if p.Held() != 0 || !p.Over() {
		t.Errorf("held %d, over %v; want 0 and true", p.Held(), p.Over())
	}
}

// TestBandwidth: a megabyte at 100 KB/s takes ten seconds, and trickles.
func TestBandwidth(t *testing.T) {
	p := newPath(t, 1, "bandwidth 100KB/s")
	p.Push(0, make([]byte, 1e6), Fin)
	largest, last := 0, time.Duration(0)
	for !p.Over() {
		piece, _ := p.Pop(p.Next())
		largest, last = max(largest, len(piece.Data)), piece.Due
	}
	if last != 10*time.Second || largest > 2000 {
		t.Errorf("the last byte came after %v, the largest piece has %d bytes; want 10s and at most 2000", last, largest)
	}
}

func TestParseErrorsSayWhatIsMeant(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "name a fault; there are: slice, merge,"},
		{"drop 3%", `there is no fault "drop"; there are: slice,`},
		{"slice", "slice: wrong arguments; usage: slice N..M [every TIME] [to-server|to-client]"},
		{"slice 0..3", "a piece has at least one byte"},
		{"slice 5..3", `"5..3": its start is above its end`},
		{"slice 1..x", `"x" is not a number of bytes`},
		{"slice 1..3 each 5ms", "wrong arguments"},
		{"delay 5", `"5" is not a time from 0 to 1h`},
		{"delay 2h", `"2h" is not a time from 0 to 1h`},
		{"delay -5ms", `"-5ms" is not a time`},
		{"merge 0s", "longer than 0"},
		{"bandwidth 0", "from 1 byte to 1,000 MB a second"},
		{"bandwidth 99999999MB/s", "is not a number of bytes"},
		{"reset after", `"after" is not understood`},
		{"reset after lunch", `"lunch" is not a number of bytes, such as 100, or a time`},
		{"stall 1s before 3", `"before" is not understood`},
		{"limit", "limit: wrong arguments"},
		{"delay 1ms to-server to-client", "wrong arguments"},
	} {
		_, err := Parse(c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Parse(%q) = %v; want an error with %q", c.text, err, c.want)
		}
	}
}

// FuzzDirection checks what every fault promises, for any faults and traffic. What arrives is what
// was sent, up to the cut, in order and not too early. The same seed gives the same result.
func FuzzDirection(f *testing.F) {
	for _, k := range Kinds() {
		f.Add(k.Example+", "+k.Example, uint64(1), []byte("some traffic\x00 and more"))
	}
	f.Fuzz(func(t *testing.T, faults string, seed uint64, traffic []byte) {
		specs, err := ParseList(faults)
		if err != nil || len(traffic) > 4<<10 {
			return
		}
		first, cut := send(t, specs, seed, traffic)
		again, _ := send(t, specs, seed, traffic)
		if diff := cmp.Diff(first, again); diff != "" {
			t.Errorf("another time with the same seed (-first +second):\n%s", diff)
		}
		if !cut && !strings.HasSuffix(first, fmt.Sprintf("%q", traffic)) {
			t.Errorf("%q was sent, and in the end there is\n%s", traffic, first)
		}
	})
}

// send sends traffic in pieces of up to 255 bytes, 1 ms apart, and heals the path after an
// hour. It returns what has arrived, and whether the stream was cut.
func send(t *testing.T, specs []Spec, seed uint64, traffic []byte) (arrived string, cut bool) {
	var p Direction
	p.Set(0, Make(specs, trace.ToServer, 0, rand.New(rand.NewPCG(seed, 0))))
	var got []byte
	var lines strings.Builder
	var last time.Duration
	receive := func(now time.Duration) {
		for p.Next() <= now {
			due := p.Next()
			piece, ok := p.Pop(now)
			if !ok || piece.Due != due || due < last {
				t.Fatalf("Next said %v, and Pop(%v) gave %v, %v, after one at %v", due, now, piece, ok, last)
			}
			last = due
			got = append(got, piece.Data...)
			cut = cut || piece.End == Close || piece.End == Reset || piece.End == Fin && len(got) < len(traffic)
			fmt.Fprintf(&lines, "%v %q %v\n", piece.Due, piece.Data, piece.End)
			if !bytes.HasPrefix(traffic, got) {
				t.Fatalf("%q arrived of %q", got, traffic)
			}
		}
	}
	now := time.Duration(0)
	for rest := traffic; len(rest) > 0; now += ms {
		n := min(int(rest[0])+1, len(rest))
		receive(now)
		p.Push(now, bytes.Clone(rest[:n]), Open)
		rest = rest[n:]
	}
	p.Push(now, nil, Fin)
	receive(now + time.Hour)
	p.Set(now+time.Hour, nil)
	receive(now + time.Hour)
	if p.Held() != 0 || !p.Over() {
		t.Fatalf("%d bytes are still held, over: %v", p.Held(), p.Over())
	}
	fmt.Fprintf(&lines, "%q", got)
	return lines.String(), cut
}
