package trace

import (
	"fmt"
	"time"
)

// HeldNote returns the note of a Held event: how many bytes wait.
func HeldNote(bytes int) string { return fmt.Sprintf("%d bytes", bytes) }

// ParseHeld reads the note of a Held event. It reports false if the note is none.
func ParseHeld(note string) (bytes int, ok bool) {
	n, _ := fmt.Sscanf(note, "%d bytes", &bytes)
	return bytes, n == 1 && bytes >= 0 && HeldNote(bytes) == note
}

// A Wait is how long a write waited, and how many of its bytes were taken in the end: they are
// in the buffers of the connection, or the other end has read them.
type Wait struct {
	For       time.Duration // in whole milliseconds
	Taken, Of int
}

// String returns the note of a Blocked event.
func (w Wait) String() string {
	return fmt.Sprintf("%d ms, %d of %d bytes taken", w.For.Milliseconds(), w.Taken, w.Of)
}

// mostWait is the longest wait that a note can tell.
const mostWait = 1000 * time.Hour

// ParseWait reads the note of a Blocked event. It reports false if the note is none.
func ParseWait(note string) (w Wait, ok bool) {
	var ms int64
	n, _ := fmt.Sscanf(note, "%d ms, %d of %d bytes taken", &ms, &w.Taken, &w.Of)
	if n < 3 || ms < 0 || ms > mostWait.Milliseconds() || w.Taken < 0 || w.Taken > w.Of {
		return Wait{}, false
	}
	w.For = time.Duration(ms) * time.Millisecond
	return w, w.String() == note
}
