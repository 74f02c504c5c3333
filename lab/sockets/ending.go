package sockets

import (
	"errors"
	"syscall"
)

// IsReset reports whether a read or a write failed because the other end had
// sent an RST.
func IsReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, systemReset) || errors.Is(err, systemAbort)
}

// IsGone reports whether a write failed because nobody is there to read any
// more: the other end had reset, be it in answer to an earlier write.
func IsGone(err error) bool { return IsReset(err) || errors.Is(err, syscall.EPIPE) }
