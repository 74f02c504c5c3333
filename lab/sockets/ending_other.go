//go:build !windows

package sockets

import "syscall"

const (
	systemReset = syscall.ECONNRESET
	systemAbort = syscall.ECONNABORTED // BSD systems say so at times
)
