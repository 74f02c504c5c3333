package sockets

import (
	"errors"
	"io/fs"
	"net"
	"slices"
	"syscall"
)

// Winsock has errors of its own, which package syscall does not take for those that
// other systems have. We know them by number, since their words are in the language of
// the system. On other systems no error has such a number.
const (
	wsaAccess      syscall.Errno = 10013 // WSAEACCES
	wsaInUse       syscall.Errno = 10048 // WSAEADDRINUSE
	wsaUnavailable syscall.Errno = 10049 // WSAEADDRNOTAVAIL
	wsaNetReset    syscall.Errno = 10052 // WSAENETRESET: keepalive has found nobody
	wsaAborted     syscall.Errno = 10053 // WSAECONNABORTED
	wsaReset       syscall.Errno = 10054 // WSAECONNRESET
	wsaTimedOut    syscall.Errno = 10060 // WSAETIMEDOUT
	wsaRefused     syscall.Errno = 10061 // WSAECONNREFUSED
)

// IsReset reports whether a read or a write failed because the other end had
// sent an RST. BSD systems say at times that the connection was aborted.
func IsReset(err error) bool {
	return is(err, syscall.ECONNRESET, syscall.ECONNABORTED, wsaReset, wsaAborted)
}

// IsGone reports whether a write failed because nobody is there to read any
// more: the other end has reset, perhaps in answer to an earlier write.
func IsGone(err error) bool { return IsReset(err) || is(err, syscall.EPIPE) }

// IsRefused reports whether a dial failed because nobody listens there.
func IsRefused(err error) bool { return is(err, syscall.ECONNREFUSED, wsaRefused) }

// IsTimeout reports whether there was no answer in time: a limit of ours passed, or
// TCP gave up.
func IsTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout() || is(err, syscall.ETIMEDOUT, wsaTimedOut, wsaNetReset)
}

// IsInUse reports whether a port could not be had because somebody else has it.
func IsInUse(err error) bool { return is(err, syscall.EADDRINUSE, wsaInUse) }

// IsForbidden reports whether a port could not be had because the system keeps it
// for others.
func IsForbidden(err error) bool { return errors.Is(err, fs.ErrPermission) || is(err, wsaAccess) }

// IsNotHere reports whether an address is not one of this machine.
func IsNotHere(err error) bool { return is(err, syscall.EADDRNOTAVAIL, wsaUnavailable) }

// is reports whether err is one of these.
func is(err error, numbers ...syscall.Errno) bool {
	return slices.ContainsFunc(numbers, func(n syscall.Errno) bool { return errors.Is(err, n) })
}
