package doctor

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"chatlab/lab/sockets"
)

// dialTime is how long a connection to this machine may take. Windows retries a refused
// connect for about two seconds.
const dialTime = 5 * time.Second

// kitPort is where lab server listens by default.
const kitPort = 5000

const inTheWay = "a firewall, a VPN or a virus scanner is in the way: allow connections of this machine to itself"

// loopback tests all that the kit needs of a network: it listens, connects, and sends a word
// in both directions.
func loopback(ctx context.Context, env Env) Check {
	ln, err := env.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		return missing("can't listen on 127.0.0.1: "+oneLine(err.Error()), inTheWay)
	}
	defer ln.Close()
	echoed := make(chan struct{})
	go func() {
		defer close(echoed)
		if nc, err := ln.Accept(); err == nil { // ends when ln is closed
			nc.SetDeadline(time.Now().Add(dialTime))
			io.Copy(nc, nc)
			nc.Close()
		}
	}()
	began := time.Now()
	err = thereAndBack(ctx, env, ln.Addr().String())
	took := time.Since(began)
	ln.Close()
	<-echoed
	if err != nil {
		return missing("can't talk to 127.0.0.1: "+oneLine(err.Error()), inTheWay)
	}
	return fine(fmt.Sprintf("127.0.0.1 answers, in %v", took.Round(10*time.Microsecond)))
}

func thereAndBack(ctx context.Context, env Env, addr string) error {
	const word = "hello\n"
	ctx, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	nc, err := env.Dial(ctx, addr)
	if err != nil {
		return err
	}
	defer nc.Close()
	nc.SetDeadline(time.Now().Add(dialTime))
	if _, err := io.WriteString(nc, word); err != nil {
		return err
	}
	back := make([]byte, len(word))
	if _, err := io.ReadFull(nc, back); err != nil {
		return err
	}
	if string(back) != word {
		return fmt.Errorf("%q was sent, and %q came back", word, back)
	}
	return nil
}

// closedPort dials a port on which nobody listens. The dial should be refused at once.
func closedPort(ctx context.Context, env Env) Check {
	ln, err := env.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		return Check{} // loopback reports this
	}
	addr := ln.Addr().String()
	ln.Close()
	ctx, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	nc, err := env.Dial(ctx, addr)
	switch {
	case err == nil:
		nc.Close()
		return hint("a port on which nobody listens accepts a connection", "a proxy or a virus scanner takes connections: exclude 127.0.0.1 from it")
	case sockets.IsTimeout(err):
		return hint("connecting to it hangs instead of being refused",
			"a firewall may swallow it, or WSL with mirrored networking; the kit copes, your own programs need a time limit for connect")
	}
	return fine("refused at once, as it should be")
}

// firewall explains a question that the system may ask. It does not look at the settings: a
// firewall normally ignores connections of a machine to itself.
func firewall(_ context.Context, env Env) Check {
	if env.GOOS != "windows" && env.GOOS != "darwin" {
		return Check{}
	}
	return fine("if the system asks whether a server may accept connections from the network, say no: the kit uses only 127.0.0.1")
}

func ipv6(ctx context.Context, env Env) Check {
	ln, err := env.Listen(ctx, "[::1]:0")
	if err != nil {
		return hint("there is no ::1", "nothing: the kit uses 127.0.0.1")
	}
	ln.Close()
	return fine("::1 is there; the kit does not need it")
}

// localhost checks the name: it need not mean 127.0.0.1.
func localhost(ctx context.Context, env Env) Check {
	ctx, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	addrs, err := env.Resolve(ctx, "localhost")
	switch {
	case err != nil:
		return hint("the name has no address: "+oneLine(err.Error()), "say 127.0.0.1 instead, or put localhost into the hosts file")
	case !slices.Contains(addrs, "127.0.0.1"):
		return hint("means "+listed(addrs), "say 127.0.0.1 instead: the kit's servers listen there")
	case addrs[0] != "127.0.0.1":
		return fine("means " + listed(addrs) + "; programs may try them in this order, so say 127.0.0.1 where it matters")
	}
	return fine("means " + listed(addrs))
}

// port5000 checks the port that lab server uses by default, and many other programs too.
func port5000(ctx context.Context, env Env) Check {
	other := fmt.Sprintf("--addr 127.0.0.1:%d for server and client", kitPort+1)
	ln, err := env.Listen(ctx, fmt.Sprintf("127.0.0.1:%d", kitPort))
	switch {
	case err == nil:
		ln.Close()
		return fine("free")
	case sockets.IsForbidden(err):
		do := "use " + other
		if env.GOOS == "windows" {
			do += "; netsh interface ipv4 show excludedportrange protocol=tcp shows what Windows keeps for itself"
		}
		return hint("the system does not let programs use it", do)
	case !sockets.IsInUse(err):
		return hint(oneLine(err.Error()), "use "+other)
	}
	who := sockets.Holder(env.Proc, kitPort)
	switch {
	case who != "":
		return hint("held by "+who, "stop that, or use "+other)
	case env.GOOS == "darwin":
		return hint("in use, probably by the AirPlay receiver", "turn that off in System Settings, or use "+other)
	}
	return hint("in use by another program", "stop that, or use "+other)
}
