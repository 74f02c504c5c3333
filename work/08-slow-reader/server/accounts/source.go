package accounts

import (
	"net"
	"net/netip"
)

// How much of an address is one source. With IPv6 whoever has one address has
// the 2^64 that share its first half (RFC 4291, section 2.5.1), so to count
// them one by one would be to count nothing.
const (
	sourceBits4 = 32
	sourceBits6 = 64
)

// sourceOf returns whose guess it is that comes from an address. The port does
// not count, since every connection has another. An IPv4 address is the same
// source if it comes in the clothes of IPv6 (::ffff:192.0.2.1).
//
// What is no IP address, as with a Unix socket or a nil, is one source in all:
// those share their guesses. Better that than not to count them.
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
	source, _ := ip.Prefix(bits) // takes a zone off as well; fails for no address with so few bits
	return source
}
