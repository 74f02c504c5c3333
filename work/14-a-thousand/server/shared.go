package server

import "time"

// A shared is text that many clients get, such as the history that newcomers are
// shown. It is too long to copy for each under the room's lock. When a thousand come
// in at once, each copy would hold up everybody for 0.1 ms. So it is copied in
// pieces, when it is sent.
//
// Only the piece that is being sent counts as queued. Otherwise the history would
// fill a newcomer's outbox, and the senders would wait for it.
type shared struct {
	lines []byte // still to be sent; nobody changes them
	after int    // bytes of pending that go before lines
}

// share queues whole lines that others get too. It is called at most once for each
// outbox.
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

// pieceLocked returns what to write next while there are shared lines.
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
