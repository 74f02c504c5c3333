// Package sockets asks the system about the TCP sockets of other programs:
// whether one listens on a port, and how much one has not read yet. What is
// asked is looked at only, never touched: a server under test notices nothing.
//
// Only Linux tells. Elsewhere, and where a container or an old WSL keeps it to
// itself, nothing is known, and the caller has to find out in another way.
package sockets
