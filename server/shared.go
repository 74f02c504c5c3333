package server

import "time"

// A shared is what many clients are sent alike, and what is too long to be copied
// for each under the lock of the room: what was said last. When a thousand come in
// at once, each copy would hold up everybody for a tenth of a millisecond. It is
// copied in pieces, when it is sent.
//
// Only the piece that is being sent counts as queued. What a newcomer is shown of
// the past must not fill its outbox, or those who speak now would wait for it.
type shared struct {
	lines []byte // still to be sent; nobody changes them
	after int    // bytes of pending that go before them
}

// share queues whole lines that others get as well, once in the life of an outbox.
func (o *outbox) share(lines []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.dead || len(lines) == 0 {
		return
	}
	o.shared = shared{lines, len(o.pending)}
	if !o.flushing {
		o.flushing = true
		o.moved = time.Now()
		go o.flush() // ends when there is nothing left to send; finish waits for it
	}
}

// pieceLocked returns the next piece of what goes before anything else in pending.
func (o *outbox) pieceLocked() []byte {
	s := &o.shared
	if before := o.pending[:s.after]; len(before) > 0 {
		piece := append(borrowBuffer(), before...)
		o.pending = append(o.pending[:0], o.pending[s.after:]...)
		s.after = 0
		return piece
	}
	n := min(len(s.lines), maxWrite)
	piece := append(borrowBuffer(), s.lines[:n]...)
	s.lines = s.lines[n:]
	o.queued += n
	return piece
}
