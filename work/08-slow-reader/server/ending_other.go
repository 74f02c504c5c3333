//go:build !windows

package server

import (
	"net"
	"syscall"
)

// connected reports whether nc still has another end. After a FIN it has, since we
// may go on sending. After an RST it has none.
func connected(nc net.Conn) bool {
	socket, ok := nc.(syscall.Conn)
	if !ok {
		return true
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return true
	}
	raw.Control(func(fd uintptr) { _, err = syscall.Getpeername(int(fd)) })
	return err == nil
}
