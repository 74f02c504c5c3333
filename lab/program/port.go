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

// Ports that we choose are below the ephemeral ports, which systems give to outgoing
// connections (from 32768 on Linux, 49152 elsewhere). So no such connection takes a port
// between our look and the program's bind.
const (
	firstPort = 12_000
	lastPort  = 31_999
)

// portsTried is how many ports we try before we say that none is free.
const portsTried = 100

// inheritedTime is how long we wait at most for a starting process that has inherited the
// socket of our look. Then we take another port.
const inheritedTime = time.Second

// A claim is a port for a program to listen on. It keeps our other programs off that port
// while this one lives. Several checks may run at once, in one process or in many. Without a
// claim, a program could find its port taken while we see a listener there: we would test
// somebody else's server.
type claim struct {
	port int
	lock net.PacketConn // nil: nothing keeps others off
}

// choosePort claims a free port. The claim is a UDP socket with the same number. The system
// gives it to only one process and frees it when that process ends. Programs that use TCP
// don't notice it.
func choosePort(ctx context.Context, first, last int) (claim, error) {
	var why error // why the last port was not free
	for range portsTried {
		port := first + rand.IntN(last-first+1)
		lock, err := net.ListenPacket("udp", hostPort(port))
		if !sockets.IsInUse(err) && !sockets.IsForbidden(err) {
			c := claim{port: port}
			if err == nil { // some systems have no UDP, such as Wine
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
		Tried: fmt.Sprintf("%d random ports from %d to %d; the error is that of the last one", portsTried, first, last),
	}
}

func (c claim) release() {
	if c.lock != nil {
		c.lock.Close()
	}
}

// free returns nil if any program could bind the port right now, or the reason. To find out,
// we listen on it for a moment. A process that starts in that moment inherits the socket
// until its own program runs. Where we can see that, we wait for its end. Otherwise we would
// mistake that process for the program under test.
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

// births is held for reading while we listen on a port, and for writing while we start a
// server. So no server inherits such a socket where we can't see who listens.
var births sync.RWMutex

// bindable returns nil if we can listen on the port, or the reason.
func bindable(ctx context.Context, port int, config net.ListenConfig) error {
	births.RLock()
	defer births.RUnlock()
	ln, err := config.Listen(ctx, "tcp", hostPort(port))
	if err != nil {
		return err
	}
	return ln.Close()
}

// inUse reports whether somebody listens on the port, at any address. From a listener alone
// we could not tell that program from ours.
func inUse(ctx context.Context, port int) bool {
	listens, _ := listening(hostPort(port))
	return listens || bindable(ctx, port, net.ListenConfig{}) != nil
}

func hostPort(port int) string {
	return net.JoinHostPort(host, strconv.Itoa(port))
}
