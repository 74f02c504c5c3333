//go:build !linux

package sockets

// LargestSendBuffer would be how many bytes a connection holds that the other end
// has not taken. Here it is not known.
func LargestSendBuffer() int { return 0 }
