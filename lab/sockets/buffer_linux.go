package sockets

import (
	"fmt"
	"os"
)

// LargestSendBuffer is how many bytes a connection of this machine holds, at the
// most, that its program has written and the other end has not taken: what the
// system lets a send buffer grow to (tcp(7), tcp_wmem). 0 means that it does not
// tell.
func LargestSendBuffer() int {
	if Blind() {
		return 0
	}
	text, err := os.ReadFile("/proc/sys/net/ipv4/tcp_wmem")
	if err != nil {
		return 0
	}
	var least, usual, most int
	fmt.Sscan(string(text), &least, &usual, &most)
	return most
}
