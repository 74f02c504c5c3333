package server

import "chatlab/work/08-slow-reader/server/wire"

// A History keeps what is said, so that newcomers can be shown the last lines (P19).
// The package history has one that writes a file. Many connections call its methods
// at the same time.
type History interface {
	// Keep makes chat lines durable, and then calls show once. It calls one show
	// after the other, in the order in which the lines are kept. If it returns an
	// error, the lines are not kept and show was not called.
	Keep(lines []byte, show func()) error

	// Greet calls join with the last lines for a newcomer, empty if there are none.
	// Meanwhile no show is called, so a newcomer misses no line and gets none twice.
	Greet(join func(last []byte))
}

// forgetful is the history of a server that has no history.
type forgetful struct{}

func (forgetful) Keep(_ []byte, show func()) error { show(); return nil }
func (forgetful) Greet(join func([]byte))          { join(nil) }

// say broadcasts whole lines of one member, once they are kept. It returns the
// outboxes that are over the high-water mark. Lines that cannot be kept are not
// passed on. The room is told the first time, so that it does not go on talking in
// vain.
func (s *Server) say(from *member, lines []byte) (full []*outbox, err error) {
	err = s.History.Keep(lines, func() {
		if s.forgets.Swap(false) {
			s.room.broadcast(nil, []byte(wire.Notice("the history can be written again")))
		}
		full = s.room.broadcast(from, lines)
	})
	if err != nil && !s.forgets.Swap(true) {
		s.Log.Error("history", "error", err)
		s.room.broadcast(nil, []byte(wire.Notice("the history can't be written: until it can, nothing is passed on")))
	}
	return full, err
}
