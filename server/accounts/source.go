package accounts

import (
	"net"
	"net/netip"
)

// How many bits of an address make one source. With IPv6, a user with one address has
// all 2^64 that share its first half (RFC 4291, section 2.5.1). Counting single
// addresses would limit nothing.
const (
	sourceBits4 = 32
	sourceBits6 = 64
)

// sourceOf returns the source that an address belongs to. The port does not count,
// since every connection has a different one. An IPv4 address is the same source when
// it is written as IPv6 (::ffff:192.0.2.1).
//
// All other addresses, such as a Unix socket or nil, are one source together and
// share their guesses. That is better than not to count them.
func sourceOf(from net.Addr) netip.Prefix {
	if from == nil {
		return netip.Prefix{}
	}
	port, err := netip.ParseAddrPort(from.String())
	if err != nil {
		return netip.Prefix{}
	}
	ip := port.Addr().Unmap()
	bits := sourceBits4
	if ip.Is6() {
		bits = sourceBits6
	}
	source, _ := ip.Prefix(bits) // also removes a zone; the error is impossible with so few bits
	return source
}
