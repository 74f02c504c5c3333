package program

import (
	"math/rand/v2"
	"net"
	"strconv"
)

// Ports that we choose lie below those that the systems hand out by
// themselves (from 32768 on Linux, 49152 elsewhere), so that no outgoing
// connection takes one between our look and the program's bind.
const (
	firstPort = 12_000
	lastPort  = 31_999
)

func choosePort() (int, error) {
	for range 100 {
		port := firstPort + rand.IntN(lastPort-firstPort+1)
		if free(port) {
			return port, nil
		}
	}
	return 0, &Trouble{What: "no free port found", Tried: "100 ports at random"}
}

// free reports whether the port can be bound right now.
func free(port int) bool {
	ln, err := net.Listen("tcp", net.JoinHostPort(Host, strconv.Itoa(port)))
	if err != nil {
		return false
	}
	ln.Close()
	return true
}
