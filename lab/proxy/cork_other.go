//go:build !linux

package proxy

import "net"

// cork does nothing: on this system, a FIN may arrive a moment after the bytes before it.
func cork(net.Conn) {}

// finHasCome returns false: this system does not tell.
func finHasCome(net.Conn) bool { return false }
