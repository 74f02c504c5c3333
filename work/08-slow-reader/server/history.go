package server

import "chatlab/work/08-slow-reader/server/wire"

// A History keeps what is said, so that newcomers can be shown the last of it
// (P19). The package history has one that writes a file. Its methods are called
// by many connections at once.
type History interface {
	// Keep makes chat lines durable, and calls show after that, once. All shows
	// are called one after the other, in the order in which the lines are kept.
	// If it returns an error the lines are not kept, and show was not called.
	Keep(lines []byte, show func()) error

	// Greet calls join with the last lines for a newcomer, empty if there are
	// none. Meanwhile nothing is shown: so a newcomer misses no line, and gets
	// none twice.
	Greet(join func(last []byte))
}

// forgetful is the history of a server that keeps none.
type forgetful struct{}

func (forgetful) Keep(_ []byte, show func()) error { show(); return nil }
func (forgetful) Greet(join func([]byte))          { join(nil) }

// say broadcasts whole lines of one member, once they are kept. It returns the
// outboxes that are fuller than they should be. What can't be kept is not said,
// and of the first such line everybody hears: a room that goes on talking has to
// know that it does so in vain.
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
