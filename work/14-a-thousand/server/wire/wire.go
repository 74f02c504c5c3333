// Package wire is the chat's protocol as code: it turns bytes into lines, lines into
// meaning, and back. It uses no sockets, no clock and no goroutines. So every
// function here can be tried and tested with a string.
//
// TCP carries a byte stream (RFC 9293, section 2.2): it keeps the order of the bytes
// and nothing else. The two programs must agree where one message ends and the next
// begins. Ours agree on the line feed.
//
// In reading order:
//
//   - lines.go: Splitter, which cuts a stream into lines
//   - names.go: which names are allowed, and when two are the same
//   - clean.go: Clean, which makes hostile text harmless
//   - request.go: what a client's line asks for
//   - message.go: what the server's lines say
//
// docs/protocol.md has the same rules in prose, clause by clause.
package wire

import "errors"

// The protocol's own bounds. A server may have other ones.
const (
	// MaxLine is the most bytes that a client's line has before its LF (P3).
	MaxLine = 65536
	// MaxName is the most letters and digits in a name (P23).
	MaxName = 32
)

// The possible errors in a client's line. The server tells the client. It keeps the
// connection, unless the line was the name.
var (
	ErrTooLong = errors.New("line too long")
	ErrBadName = errors.New("not a name")
)
