package sockets

import (
	"errors"
	"io/fs"
	"net"
	"slices"
	"syscall"
)

// Winsock has errors of its own, which package syscall does not map to the errors of other
// systems. We compare numbers, because Windows translates the messages. No other system uses
// these numbers.
const (
	wsaAccess      syscall.Errno = 10013 // WSAEACCES
	wsaInUse       syscall.Errno = 10048 // WSAEADDRINUSE
	wsaUnavailable syscall.Errno = 10049 // WSAEADDRNOTAVAIL
	wsaNetReset    syscall.Errno = 10052 // WSAENETRESET: keepalive got no answer
	wsaAborted     syscall.Errno = 10053 // WSAECONNABORTED
	wsaReset       syscall.Errno = 10054 // WSAECONNRESET
	wsaTimedOut    syscall.Errno = 10060 // WSAETIMEDOUT
	wsaRefused     syscall.Errno = 10061 // WSAECONNREFUSED
)

// IsReset reports whether a read or a write failed because the other end had sent an RST. BSD
// systems sometimes report that the connection was aborted.
func IsReset(err error) bool {
	return is(err, syscall.ECONNRESET, syscall.ECONNABORTED, wsaReset, wsaAborted)
}

// IsGone reports whether a write failed because nobody reads any more: the other end has
// reset the connection, perhaps in answer to an earlier write.
func IsGone(err error) bool { return IsReset(err) || is(err, syscall.EPIPE) }

// IsRefused reports whether a dial failed because nobody listens there.
func IsRefused(err error) bool { return is(err, syscall.ECONNREFUSED, wsaRefused) }

// IsTimeout reports whether no answer came in time: our own limit passed, or TCP gave up.
func IsTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout() || is(err, syscall.ETIMEDOUT, wsaTimedOut, wsaNetReset)
}

// IsInUse reports whether a bind failed because another program has the port.
func IsInUse(err error) bool { return is(err, syscall.EADDRINUSE, wsaInUse) }

// IsForbidden reports whether a bind failed because the system reserves the port.
func IsForbidden(err error) bool { return errors.Is(err, fs.ErrPermission) || is(err, wsaAccess) }

// IsNotHere reports whether an address does not belong to this machine.
func IsNotHere(err error) bool { return is(err, syscall.EADDRNOTAVAIL, wsaUnavailable) }

// is reports whether err is one of these.
func is(err error, numbers ...syscall.Errno) bool {
	return slices.ContainsFunc(numbers, func(n syscall.Errno) bool { return errors.Is(err, n) })
}
