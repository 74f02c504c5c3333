package server

import "syscall"

// systemReset is what this system says, besides ECONNRESET, when the other end reset.
const systemReset = syscall.WSAECONNRESET
