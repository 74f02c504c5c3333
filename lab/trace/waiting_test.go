package trace

import (
	"testing"
	"time"
)

// TestWaiting: the notes of Held and Blocked events can be read again, and nothing else can.
func TestWaiting(t *testing.T) {
	if n, ok := ParseHeld(HeldNote(212_000)); n != 212_000 || !ok {
		t.Errorf("212,000 bytes that wait come back as %d, %v", n, ok)
	}
	w := Wait{For: 1801 * time.Millisecond, Taken: 12_000, Of: 64_000}
	if got, ok := ParseWait(w.String()); got != w || !ok {
		t.Errorf("%v comes back as %v, %v", w, got, ok)
	}
	for _, note := range []string{"", "many bytes", "-1 bytes", "1 bytes more", "01 bytes"} {
		if n, ok := ParseHeld(note); ok {
			t.Errorf("%q is read as %d bytes that wait", note, n)
		}
	}
	for _, note := range []string{"", "1 ms", "1 ms, 3 of 2 bytes taken", "-1 ms, 1 of 2 bytes taken", "9999999999999 ms, 1 of 2 bytes taken", "1 ms, 1 of 2 bytes taken!"} {
		if w, ok := ParseWait(note); ok {
			t.Errorf("%q is read as %v", note, w)
		}
	}
}
