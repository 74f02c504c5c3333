package script

import (
	"net"
	"syscall"
)

// shorten gives a listener a backlog with room for one caller.
func shorten(ln net.Listener) {
	raw, err := ln.(*net.TCPListener).SyscallConn()
	if err != nil {
		panic(err)
	}
	raw.Control(func(fd uintptr) { err = syscall.Listen(int(fd), 1) })
	if err != nil {
		panic(err)
	}
}
