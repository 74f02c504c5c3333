package sockets

import (
	"fmt"
	"os"
)

// LargestSendBuffer is how many bytes the send buffer of a connection can hold at most
// (tcp(7), tcp_wmem). They are written by its program, and not yet acknowledged by the other
// end. It is 0 if the system does not tell.
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
