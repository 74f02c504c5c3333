// Package sockets knows what systems tell about TCP sockets, and how each
// words it.
//
//   - sockets_*.go: whether a program listens on a port, and how much of what
//     came it has not read. It is looked at only, never touched: a server under
//     test notices nothing. Only Linux tells. Elsewhere, and where a container
//     or an old WSL keeps it to itself, nothing is known, and the caller has to
//     find out in another way
//   - taken.go: waiting until everything was read, or until nothing more fits
//   - buffer_*.go: how much a connection holds
//   - errors.go: what an error says, system by system
//   - blind.go: a switch for tests, with which nothing is known on Linux either
package sockets

import "sync"

// Tell reports whether this system tells anything. The functions of this package say
// so as well, for each of their answers.
var Tell = sync.OnceValue(func() bool {
	_, known := Listening(1)
	return known
})
