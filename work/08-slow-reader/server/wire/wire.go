// Package wire is the chat's language: it turns bytes into lines and lines
// into meaning, and back. It knows no sockets, no clock and no goroutines, so
// every function here can be understood, and tested, with a string.
//
// TCP carries a byte stream (RFC 9293, section 2.2): it keeps the order of
// the bytes and nothing else. Where one message ends and the next begins is
// for the two programs to agree on. Ours agree on the line feed.
//
// In reading order:
//
//   - lines.go: Splitter, which cuts a stream into lines
//   - names.go: which names are allowed, and when two are the same
//   - clean.go: Clean, which takes the sting out of hostile text
//   - request.go: what a client's line asks for
//   - message.go: what the server's lines say
//
// docs/protocol.md has the same rules in prose, clause by clause.
package wire

import "errors"

// The protocol's own bounds. A server may be set to other ones.
const (
	// MaxLine is the most bytes that a client's line has before its LF (P3).
	MaxLine = 65536
	// MaxName is the most letters and digits in a name (P6).
	MaxName = 32
)

// What can be wrong with a client's line. The server tells the client and,
// unless it was its name, keeps the connection.
var (
	ErrTooLong = errors.New("line too long")
	ErrBadName = errors.New("not a name")
)
