// Package fault is what can go wrong on a TCP path between a client and a
// server: bytes come in other pieces than they were written, late, slowly or
// not at all, and connections end in the middle. Each fault is a decision
// without clock, goroutine or socket, so that the same ones work over real
// loopback and in virtual time.
//
// Nothing here does what TCP never does. Inside a stream no byte is lost,
// changed or overtaken: a path that loses packets shows itself to programs as
// a delay. Faults that end a stream cut it at one place, and nothing follows.
//
//   - fault.go: Piece, End and Fault
//   - direction.go: Direction, one direction of a connection under faults
//   - spec.go: Spec, a fault in words, and what all of them have in common
//   - table.go: every kind of fault; page.go: docs/faults.md
//   - slice.go, merge.go, delay.go, bandwidth.go, stall.go, slowclose.go,
//     halfclose.go, limit.go, reset.go: one kind each. Copy slowclose.go to add
//     one
//   - trigger.go: after how many bytes, or when; cut.go: ending there
package fault

import "time"

// A Piece is what travels in one direction of a connection: bytes of the
// stream, or its end.
type Piece struct {
	Due   time.Duration // when it arrives, on the path's time line; Never while the path is stalled
	Data  []byte        // some bytes of the stream; none at its end
	End   End           // how the stream ends with this piece; Open if it goes on
	Apart bool          // it is to arrive by itself: the carrier waits until what came before was read, if it can tell
}

// Never is when a piece arrives that is held until the path is healed.
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

// String says how: "FIN", "FIN to both sides", "reset".
func (e End) String() string {
	return [...]string{Open: "open", Fin: "FIN", Close: "FIN to both sides", Reset: "reset"}[e]
}

// A Fault decides what becomes of each piece of one direction. It is asked in
// the order of the stream. What it returns has the same bytes in the same
// order, in one piece or several, none due before the piece was; only a fault
// that ends the stream may leave out what follows the end.
//
// It is not asked about pieces that a fault ahead of it holds. A Fault has a memory, as how many bytes have passed: each direction of each
// connection has Faults of its own.
type Fault interface {
	Pass(p Piece) []Piece
}

// A Timed fault also ends the stream at a time at which nothing may travel.
type Timed interface {
	// Ends returns that time and how the stream ends then; Open if it does not.
	Ends() (due time.Duration, end End)
}
