package sockets

import "syscall"

// Winsock has errors of its own, which package syscall does not take for those
// that other systems have.
const (
	systemReset = syscall.WSAECONNRESET
	systemAbort = syscall.WSAECONNABORTED
)
