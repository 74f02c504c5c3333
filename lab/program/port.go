package program

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
	"time"

	"chatlab/lab/sockets"
)

// Ports that we choose lie below those that the systems hand out by
// themselves (from 32768 on Linux, 49152 elsewhere), so that no outgoing
// connection takes one between our look and the program's bind.
const (
	firstPort = 12_000
	lastPort  = 31_999
)

// portsTried is how many ports we try before we say that none is free.
const portsTried = 100

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
	var why error // the last port was not free
	for range portsTried {
		port := first + rand.IntN(last-first+1)
		lock, err := net.ListenPacket("udp", hostPort(port))
		if !sockets.IsInUse(err) && !sockets.IsForbidden(err) {
			c := claim{port: port}
			if err == nil { // some systems have no UDP, as Wine
				c.lock = lock
			}
			if err = free(ctx, port); err == nil {
				return c, nil
			}
			c.release()
		}
		why = err
	}
	if ctx.Err() != nil {
		return claim{}, ctx.Err()
	}
	return claim{}, &Trouble{
		Kind:  NoPort,
		What:  fmt.Sprintf("no free port found: %v", why),
		Tried: fmt.Sprintf("%d random ports from %d to %d; this is about the last one", portsTried, first, last),
	}
}

func (c claim) release() {
	if c.lock != nil {
		c.lock.Close()
	}
}

// free returns nil if any program could bind the port right now, or why not. To find
// out we listen on it for a moment ourselves. A process that is started in that moment
// inherits the socket, and has it until its own program runs. Where we can see that, we
// wait for it, or we would take it for the program that is to listen there.
func free(ctx context.Context, port int) error {
	if err := bindable(ctx, port, net.ListenConfig{Control: bindLikeOthers}); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, inheritedTime)
	defer cancel()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		if listens, _ := listening(hostPort(port)); !listens {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("another program listens on port %d", port)
		case <-look.C:
		}
	}
}

// births is held for reading while we listen on a port, and for writing while a server
// is started. So no server inherits such a socket where we can't see who listens.
var births sync.RWMutex

// bindable returns nil if the port can be listened on, or why not.
func bindable(ctx context.Context, port int, config net.ListenConfig) error {
	births.RLock()
	defer births.RUnlock()
	ln, err := config.Listen(ctx, "tcp", hostPort(port))
	if err != nil {
		return err
	}
	return ln.Close()
}

// inUse reports whether somebody listens on the port, be it at another
// address: listening could not tell that one from our program.
func inUse(ctx context.Context, port int) bool {
	listens, _ := listening(hostPort(port))
	return listens || bindable(ctx, port, net.ListenConfig{}) != nil
}

func hostPort(port int) string {
	return net.JoinHostPort(host, strconv.Itoa(port))
}
