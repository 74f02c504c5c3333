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
	tooSlow       reason = "too slow"         // did not read what we sent
	timedOut      reason = "timeout"          // vanished, or never gave its name
	refused       reason = "refused"          // no room, or no such name; never announced
	serverClosing reason = "server closing"   // never announced one by one
	broken        reason = "connection broken"
)

// reasonFor reads an error of the network as a reason.
func reasonFor(err error) reason {
	switch {
	case err == nil, errors.Is(err, io.EOF):
		return saidGoodbye
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, systemReset):
		return wasReset
	case errors.Is(err, syscall.ETIMEDOUT), errors.Is(err, os.ErrDeadlineExceeded):
		return timedOut
	}
	return broken
}
