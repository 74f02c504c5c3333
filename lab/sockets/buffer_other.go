//go:build !linux

package sockets

// LargestSendBuffer returns 0: this system does not tell how large a send buffer can become.
func LargestSendBuffer() int { return 0 }
