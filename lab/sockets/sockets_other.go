//go:build !linux

package sockets

import (
	"net"
	"net/netip"
)

// Listening would report whether any program listens on the port. Here it is
// not known.
func Listening(port uint16) (listens, known bool) { return false, false }

// Listeners would return the addresses at which programs listen on the port. Here
// they are not known.
func Listeners(port uint16) (at []netip.Addr, known bool) { return nil, false }

// Established would report whether neither end of a connection has ended it. Here
// it is not known.
func Established(local, remote netip.AddrPort) (open, known bool) { return false, false }

// Unsent would return how many bytes the local end of a connection has written
// that are not acknowledged. Here it is not known.
func Unsent(local, remote netip.AddrPort) (bytes int, known bool) { return 0, false }

// Unread would return how many bytes the local end of a connection has not
// read. Here it is not known.
func Unread(local, remote netip.AddrPort) (bytes int, known bool) { return 0, false }

// Queue would return the queue of a listener. Here it is not known.
func Queue(port uint16) (q Backlog, known bool) { return q, false }

// retried would report whether our end has sent something again. Here it is not known.
func retried(nc net.Conn) bool { return false }

// unanswered would report whether the local end has no connection to the remote one.
// Here it is not known.
func unanswered(local, remote netip.AddrPort) (missing, known bool) { return false, false }
