package server

import (
	"errors"
	"io"
	"os"
	"slices"
	"syscall"
)

// A reason says why a connection ended. The others read it in parentheses after "*
// ana left" (P13). A polite end has no reason.
type reason string

const (
	saidGoodbye   reason = ""                 // FIN: its input ended
	quit          reason = "quit"             // said /quit
	wasReset      reason = "connection reset" // RST: the program or its host gave up
	tooSlow       reason = "too slow"         // did not read what we sent, or took nothing for too long
	timedOut      reason = "timeout"          // TCP got no answer from it, or it never gave its name
	refused       reason = "refused"          // no room, or no such name; never announced
	serverClosing reason = "server closing"   // never announced one by one
	broken        reason = "connection broken"
)

// reasonFor turns a network error into a reason.
func reasonFor(err error) reason {
	switch {
	case err == nil, errors.Is(err, io.EOF):
		return saidGoodbye
	case isReset(err):
		return wasReset
	case isTimeout(err):
		return timedOut
	case errors.Is(err, os.ErrDeadlineExceeded): // from a write: for reads, end gives the reason
		return tooSlow
	}
	return broken
}

// isReset reports whether the other end reset. The kernel reports it once, to the first
// call that asks. After that a read sees the end of the input, and a write sees EPIPE.
func isReset(err error) bool {
	return isOne(err, syscall.ECONNRESET, syscall.ECONNABORTED, wsaReset, wsaAborted)
}

// isTimeout reports whether TCP gave up: the other end has not answered for too long.
func isTimeout(err error) bool { return isOne(err, syscall.ETIMEDOUT, wsaTimedOut, wsaNetReset) }

// Windows has its own error numbers, those of Winsock. Package syscall does not treat
// them as the errors of other systems.
const (
	wsaNetReset syscall.Errno = 10052 // WSAENETRESET: keepalive got no answer
	wsaAborted  syscall.Errno = 10053 // WSAECONNABORTED
	wsaReset    syscall.Errno = 10054 // WSAECONNRESET
	wsaTimedOut syscall.Errno = 10060 // WSAETIMEDOUT
)

func isOne(err error, numbers ...syscall.Errno) bool {
	return slices.ContainsFunc(numbers, func(n syscall.Errno) bool { return errors.Is(err, n) })
}

// isGone reports whether a write failed because nobody is there to read. The reader
// notices that too, after it has read what the other side sent before.
func isGone(err error) bool {
	return isReset(err) || errors.Is(err, syscall.EPIPE)
}
