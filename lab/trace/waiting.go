package trace

import (
	"fmt"
	"time"
)

// Buffers are the bytes that wait in one direction of a connection: in the send buffer of the end
// that wrote them, and in the receive buffer of the other end, which has not read them.
type Buffers struct{ Send, Receive int }

// Total is how many bytes there are in both.
func (b Buffers) Total() int { return b.Send + b.Receive }

// String returns the note of a Held event.
func (b Buffers) String() string {
	return fmt.Sprintf("%d bytes in the send buffer, %d in the receive buffer", b.Send, b.Receive)
}

// mostBuffered is how many bytes a buffer can hold in a note.
const mostBuffered = 1 << 40

// ParseBuffers reads the note of a Held event. ok is false if it is another note.
func ParseBuffers(note string) (b Buffers, ok bool) {
	n, _ := fmt.Sscanf(note, "%d bytes in the send buffer, %d in the receive buffer", &b.Send, &b.Receive)
	if n < 2 || min(b.Send, b.Receive) < 0 || max(b.Send, b.Receive) > mostBuffered || b.String() != note {
		return Buffers{}, false
	}
	return b, true
}

// A Wait is how long a write waited, and how many of its bytes were taken in the end. Those are
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

// ParseWait reads the note of a Blocked event. ok is false if it is another note.
func ParseWait(note string) (w Wait, ok bool) {
	var ms int64
	n, _ := fmt.Sscanf(note, "%d ms, %d of %d bytes taken", &ms, &w.Taken, &w.Of)
	if n < 3 || ms < 0 || ms > mostWait.Milliseconds() || w.Taken < 0 || w.Taken > w.Of {
		return Wait{}, false
	}
	w.For = time.Duration(ms) * time.Millisecond
	return w, w.String() == note
}
