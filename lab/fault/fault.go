// Package fault is what can go wrong on a TCP path between a client and a server. Bytes arrive
// in different pieces than they were written, late, slowly or not at all. Connections end in
// the middle. A fault has no clock, goroutine or socket. So the same faults work over real
// loopback and in virtual time.
//
// Nothing here does what TCP never does. Inside a stream no byte is lost, changed or
// overtaken: to a program, packet loss is a delay. Faults that end a stream cut it at one
// place, and nothing follows.
//
//   - fault.go: Piece, End and Fault
//   - direction.go: Direction, one direction of a connection under faults
//   - spec.go: Spec, a fault in words, and what all faults share
//   - table.go: every kind of fault; page.go: docs/faults.md
//   - slice.go, merge.go, delay.go, bandwidth.go, stall.go, slowclose.go,
//     halfclose.go, limit.go, reset.go: one kind each. Copy slowclose.go to add one
//   - trigger.go: after how many bytes or what time a fault begins; cut.go: faults that
//     end the stream there
package fault

import "time"

// A Piece is what travels in one direction of a connection: bytes of the stream, or its end.
type Piece struct {
	Due   time.Duration // when it arrives, on the path's time line; Never while the path is stalled
	Data  []byte        // some bytes of the stream; none at its end
	End   End           // how the stream ends with this piece; Open: it goes on
	Apart bool          // it should arrive alone: the carrier waits until the piece before was read, if it can tell
}

// Never is the time of a piece that is held until the path is healed.
const Never = time.Duration(1<<63 - 1)

// End is how a stream ends.
type End int

// The ends.
const (
	Open  End = iota // it does not
	Fin              // this direction ends; the other goes on (RFC 9293, section 3.6)
	Close            // both directions end, each with a FIN
	Reset            // both directions end with a reset (RFC 9293, section 3.5.2)
)

// String names the end: "FIN", "FIN to both sides", "reset".
func (e End) String() string {
	return [...]string{Open: "open", Fin: "FIN", Close: "FIN to both sides", Reset: "reset"}[e]
}

// A Fault decides what happens to each piece of one direction. It is asked in the order of the
// stream. It returns the same bytes in the same order, in one or more pieces, none due earlier than
// the piece it got. Only a fault that ends the stream may drop bytes: those after the end.
//
// It is not asked about pieces that an earlier fault holds. A Fault has state, such as how
// many bytes have passed. So each direction of each connection has its own Faults.
type Fault interface {
	Pass(p Piece) []Piece
}

// A Timed fault can also end the stream at a set time, even if nothing is sent.
type Timed interface {
	// Ends returns that time and how the stream ends then; Open: it does not.
	Ends() (due time.Duration, end End)
}
