//go:build unix

package script

import (
	"net/netip"
	"syscall"
)

// connectFirst, as a dialer's Control, connects the socket before the dialer does. Over
// loopback the handshake is over when connect returns, so the dialer has nothing to wait for
// (EISCONN). A dialer that waits lets the server run meanwhile: on two cores it then accepted
// 55 of 100 connections before they were reset.
func connectFirst(_, addr string, socket syscall.RawConn) error {
	to, err := netip.ParseAddrPort(addr)
	if err != nil {
		return err
	}
	// Whatever connect says, the dialer asks again, and reports it.
	if to.Addr().Is4() {
		return socket.Control(func(fd uintptr) {
			syscall.Connect(int(fd), &syscall.SockaddrInet4{Port: int(to.Port()), Addr: to.Addr().As4()})
		})
	}
	return socket.Control(func(fd uintptr) {
		syscall.Connect(int(fd), &syscall.SockaddrInet6{Port: int(to.Port()), Addr: to.Addr().As16()})
	})
}
