//go:build !linux

package sockets

import (
	"net"
	"net/netip"
)

// Listening returns known = false: this system does not tell.
func Listening(port uint16) (listens, known bool) { return false, false }

// Listeners returns known = false: this system does not tell.
func Listeners(port uint16) (at []netip.Addr, known bool) { return nil, false }

// Established returns known = false: this system does not tell.
func Established(local, remote netip.AddrPort) (open, known bool) { return false, false }

// Unsent returns known = false: this system does not tell.
func Unsent(local, remote netip.AddrPort) (bytes int, known bool) { return 0, false }

// Unread returns known = false: this system does not tell.
func Unread(local, remote netip.AddrPort) (bytes int, known bool) { return 0, false }

func uid(local, remote netip.AddrPort) (id int, known bool) { return 0, false }

// Queue returns known = false: this system does not tell.
func Queue(port uint16) (q Backlog, known bool) { return q, false }

// retried returns false: this system does not tell.
func retried(nc net.Conn) bool { return false }

// unanswered returns known = false: this system does not tell.
func unanswered(local, remote netip.AddrPort) (missing, known bool) { return false, false }
