package trace

import (
	"testing"
	"time"
)

// TestWaiting: the notes of Held and Blocked events can be read again, and nothing else can.
func TestWaiting(t *testing.T) {
	b := Buffers{Send: 212_000, Receive: 4000}
	if got, ok := ParseBuffers(b.String()); got != b || !ok {
		t.Errorf("%v come back as %v, %v", b, got, ok)
	}
	w := Wait{For: 1801 * time.Millisecond, Taken: 12_000, Of: 64_000}
	if got, ok := ParseWait(w.String()); got != w || !ok {
		t.Errorf("%v comes back as %v, %v", w, got, ok)
	}
	for _, note := range []string{"", "many bytes", "1 bytes in the send buffer", Buffers{-1, 2}.String(), Buffers{1, 1 << 50}.String(), b.String() + "!"} {
		if b, ok := ParseBuffers(note); ok {
			t.Errorf("%q is read as %v", note, b)
		}
	}
	for _, note := range []string{"", "1 ms", "1 ms, 3 of 2 bytes taken", "-1 ms, 1 of 2 bytes taken", "9999999999999 ms, 1 of 2 bytes taken", "1 ms, 1 of 2 bytes taken!"} {
		if w, ok := ParseWait(note); ok {
			t.Errorf("%q is read as %v", note, w)
		}
	}
}
