// Package sockets asks the system about TCP sockets, and knows how each system words its
// errors.
//
// It only looks, so a server under test notices nothing. Only Linux answers. Other systems,
// some containers and an old WSL don't, and the caller must find out in another way.
//
//   - sockets_*.go: whether a program listens on a port, and how many bytes it has
//     not read
//   - taken.go: waiting until everything is read, or until nothing more fits
//   - buffer_*.go: how much a connection holds
//   - holder.go: which program listens on a port
//   - errors.go: what an error means, system by system
//   - blind.go: a switch for tests that makes Linux answer nothing either
package sockets

import "sync"

// Tell reports whether this system answers at all. Each function of this package also returns
// whether its own answer is known.
var Tell = sync.OnceValue(func() bool {
	_, known := Listening(1)
	return known
})
