package script

import (
	"net"
	"syscall"
)

// shorten lets a listener's queue have room for one caller.
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
