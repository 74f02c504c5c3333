package program

import (
	"context"
	"math/rand/v2"
	"net"
	"strconv"
	"time"
)

// Ports that we choose lie below those that the systems hand out by
// themselves (from 32768 on Linux, 49152 elsewhere), so that no outgoing
// connection takes one between our look and the program's bind.
const (
	firstPort = 12_000
	lastPort  = 31_999
)

// inheritedTime is how long a port is left to a process that is being started,
// at the most; then another port is taken.
const inheritedTime = time.Second

// A claim is a port for a program to listen on, and what keeps other programs
// of ours off it while this one lives. Several checks may run at once, in one
// process or in many, and a program that finds its port taken may be seen as
// listening all the same: we would test somebody else's server.
type claim struct {
	port int
	lock net.PacketConn // nil: nobody else is kept off
}

// choosePort claims a free port. The claim is a UDP socket of the same number:
// the system gives it to one process only and takes it back when that one
// ends, and programs that use TCP don't notice it.
func choosePort(ctx context.Context, first, last int) (claim, error) {
	for range 100 {
		port := first + rand.IntN(last-first+1)
		lock, err := net.ListenPacket("udp", hostPort(port))
		if err != nil {
			continue
		}
		if free(ctx, port) {
			return claim{port, lock}, nil
		}
		lock.Close()
	}
	if ctx.Err() != nil {
		return claim{}, ctx.Err()
	}
	return claim{}, &Trouble{Kind: NoPort, What: "no free port found", Tried: "100 ports at random"}
}

func (c claim) release() {
	if c.lock != nil {
		c.lock.Close()
	}
}

// free reports whether any program could bind the port right now. To see that
// we listen on it for a moment ourselves. A process that is being started in
// that moment inherits the socket, and has it until its own program runs: that
// is waited for, else we would take it for the program that is to listen there.
func free(ctx context.Context, port int) bool {
	if !bindable(ctx, port, net.ListenConfig{Control: bindLikeOthers}) {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, inheritedTime)
	defer cancel()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		if listens, _ := listening(hostPort(port)); !listens {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-look.C:
		}
	}
}

func bindable(ctx context.Context, port int, config net.ListenConfig) bool {
	ln, err := config.Listen(ctx, "tcp", hostPort(port))
	if err != nil {
		return false
	}
	ln.Close()
	return true
}

// inUse reports whether somebody listens on the port, be it at another
// address: listening could not tell that one from our program.
func inUse(ctx context.Context, port int) bool {
	listens, _ := listening(hostPort(port))
	return listens || !bindable(ctx, port, net.ListenConfig{})
}

func hostPort(port int) string {
	return net.JoinHostPort(host, strconv.Itoa(port))
}
