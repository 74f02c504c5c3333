// Package trace is the one record of what happened on the wire. Everything that touches a
// connection in a check writes Events into a Recorder. Everything that explains, draws or
// judges reads a Log. Neither side knows the other.
//
// An Event is what our end of a connection did or saw: a write that we made, or a read that
// returned. It is not a segment: how many segments carried the bytes can't be seen from here. If
// faults act on the path between client and server, both ends of the path have events.
//
//   - trace.go: Event and its parts; span.go: which bytes a step used; waiting.go: what
//     waits, and for how long; remark.go: what the kit says about a moment; act.go: what a client
//     is made to do, and whether the server runs
//   - log.go: Log, a finished record; mask.go: a Log without its secrets; asked.go:
//     the same, while the record is made; shorten.go: a Log that is not too long
//   - recorder.go: Recorder, which makes one; writer.go: Writer, for long ones
//   - text.go, quote.go: the text form, for files, diffs and people; file.go: from a file
//   - binary.go: the binary form, from one process to another
package trace

import "time"

// An Event is one thing that happened on one connection.
type Event struct {
	At   time.Duration // since the record began; never negative
	Conn string        // the connection, such as "ana", or the step; never empty
	Dir  Dir           // None if it has no direction
	Kind Kind
	Data []byte // the bytes of Data and Output; otherwise empty
	Note string // more about it, in words; usually empty
}

// Dir is a direction, and the end of the path where it was seen.
type Dir int

// The directions.
const (
	None        Dir = iota
	ToServer        // from the client to the server, seen at the client's end
	ToClient        // from the server to the client, seen at the client's end
	FarToServer     // the same, seen at the server's end of a path with faults
	FarToClient
)

// IsFar reports whether it was seen at the server's end of a path with faults.
func (d Dir) IsFar() bool { return d == FarToServer || d == FarToClient }

// Far returns the same direction seen at the server's end.
func (d Dir) Far() Dir {
	switch d {
	case ToServer:
		return FarToServer
	case ToClient:
		return FarToClient
	}
	return d
}

// Kind says what happened.
type Kind int

// The kinds: first those of a connection, in the order of its life, then the others. OnWire
// depends on that order.
const (
	Open     Kind = iota // the connection was established
	Data                 // a write was made, or a read returned bytes
	Fin                  // this direction ended (RFC 9293, section 3.6)
	Reset                // the connection was aborted (RFC 9293, section 3.5.2)
	Fault                // a fault began or ended on the path, or the client was made to do something; see Act
	Server               // something was done to the server; the note says what
	Output               // the program printed something
	About                // what the record is about: Conn is its name, and the note says more
	Step                 // a step of the scenario begins, or goes on; Conn is its number, such as "#3"
	Passed               // the step passed
	Failed               // the step failed; the note says how
	Took                 // bytes that the client Conn has received or sent belong to the current step; the note is a Span
	Held                 // bytes wait in the buffers of a connection, because the end that they go to has not read them; the note is Buffers
	Left                 // events or bytes were left out here; without a direction the note says so in words, and otherwise it is the number of bytes
	Missing              // the step waited for a line for the client Conn, and none came; the note says for which
	Blocked              // a write of the client Conn has waited until now; the note is a Wait
	Remarked             // the kit says something about an earlier moment of the client Conn; the note is a Remark
)

// OnWire reports whether the kind is something that happens on a connection.
func (k Kind) OnWire() bool { return k <= Fault }

var dirMarks = []string{None: "-", ToServer: ">", ToClient: "<", FarToServer: ">>", FarToClient: "<<"}

var kindNames = []string{Open: "open", Data: "data", Fin: "fin", Reset: "reset", Fault: "fault", Server: "server", Output: "output", About: "about", Step: "step", Passed: "passed", Failed: "failed", Took: "took", Held: "held", Left: "left", Missing: "missing", Blocked: "blocked", Remarked: "remarked"}

// String returns the mark of the text form: ">" is towards the server.
func (d Dir) String() string { return name(dirMarks, int(d)) }

// String returns the word of the text form, such as "data".
func (k Kind) String() string { return name(kindNames, int(k)) }

func name(names []string, i int) string {
	if i < 0 || i >= len(names) {
		return "?"
	}
	return names[i]
}
