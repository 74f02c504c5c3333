package proxy

import (
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// cork keeps bytes that are written from now on until the FIN, so that one segment brings
// both and no receiver can look between them. The kernel keeps them 200 ms at most
// (TCP_CORK of tcp(7)).
func cork(nc net.Conn) {
	control(nc, func(fd int) { unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_CORK, 1) })
}

// finHasCome reports whether the kernel has the FIN of the other end.
func finHasCome(nc net.Conn) (has bool) {
	control(nc, func(fd int) {
		info, err := unix.GetsockoptTCPInfo(fd, unix.IPPROTO_TCP, unix.TCP_INFO)
		has = err == nil && info.State == closeWait
	})
	return has
}

const closeWait = 8 // TCP_CLOSE_WAIT of net/tcp_states.h

// control calls do with the socket of a connection. Without a socket, as in some tests, it
// does nothing.
func control(nc net.Conn, do func(fd int)) {
	conn, ok := nc.(syscall.Conn)
	if !ok {
		return
	}
	if raw, err := conn.SyscallConn(); err == nil {
		raw.Control(func(fd uintptr) { do(int(fd)) })
	}
}
