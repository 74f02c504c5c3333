package server

import (
	"errors"
	"io"
	"os"
	"slices"
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
	case isTimeout(err):
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
	return isOne(err, syscall.ECONNRESET, syscall.ECONNABORTED, wsaReset, wsaAborted)
}

// isTimeout reports whether TCP gave up: the other end has not answered for long.
func isTimeout(err error) bool { return isOne(err, syscall.ETIMEDOUT, wsaTimedOut, wsaNetReset) }

// Windows has errors of its own, by the numbers of Winsock. Package syscall does not
// take them for those that other systems have.
const (
	wsaNetReset syscall.Errno = 10052 // WSAENETRESET: keepalive has found nobody
	wsaAborted  syscall.Errno = 10053 // WSAECONNABORTED
	wsaReset    syscall.Errno = 10054 // WSAECONNRESET
	wsaTimedOut syscall.Errno = 10060 // WSAETIMEDOUT
)

func isOne(err error, numbers ...syscall.Errno) bool {
	return slices.ContainsFunc(numbers, func(n syscall.Errno) bool { return errors.Is(err, n) })
}

// isGone reports whether a write failed because nobody is there to read. The
// reader finds that out as well, after what the other side had sent before.
func isGone(err error) bool {
	return isReset(err) || errors.Is(err, syscall.EPIPE)
}
