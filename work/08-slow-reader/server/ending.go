package server

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// A reason says why a connection ended. It is what the others read in
// parentheses after "* ana left" (P13); a polite end has none.
type reason string

const (
	saidGoodbye   reason = ""                 // FIN: its input ended
	quit          reason = "quit"             // asked to, with /quit
	wasReset      reason = "connection reset" // RST: the program or its host gave up
	tooSlow       reason = "too slow"         // did not read what we sent, or took nothing of it for too long
	timedOut      reason = "timeout"          // TCP got no answer from it, or it never gave its name
	refused       reason = "refused"          // no room, or no such name; never announced
	serverClosing reason = "server closing"   // never announced one by one
	broken        reason = "connection broken"
)

// reasonFor reads an error of the network as a reason.
func reasonFor(err error) reason {
	switch {
	case err == nil, errors.Is(err, io.EOF):
		return saidGoodbye
	case isReset(err):
		return wasReset
	case errors.Is(err, syscall.ETIMEDOUT):
		return timedOut
	case errors.Is(err, os.ErrDeadlineExceeded): // of a write: those of reads have reasons of their own
		return tooSlow
	}
	return broken
}

// isReset reports whether the other end reset. The kernel tells that once, to
// the first call that asks; after that a read sees the end of the input, and
// a write sees EPIPE.
func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, systemReset)
}

// isGone reports whether a write failed because nobody is there to read. The
// reader finds that out as well, after what the other side had sent before.
func isGone(err error) bool {
	return isReset(err) || errors.Is(err, syscall.EPIPE)
}
