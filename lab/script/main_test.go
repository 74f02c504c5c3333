package script

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"strconv"
	"testing"

	"go.uber.org/goleak"

	chatclient "chatlab/client"
	"chatlab/server"
	serversettings "chatlab/server/settings"
)

// TestMain makes the test binary also a server or a client program, chosen by its first
// argument.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "server":
			exitWith(serve(os.Args[3], asListened, withSettings))
		case "broken":
			listens := asListened
			if os.Args[2] == shortQueue {
				listens = shorten
			}
			exitWith(serve(os.Args[len(os.Args)-1], listens, brokenServers[os.Args[2]]))
		case "client":
			exitWith(chatOn(os.Args[3], os.Args[5]))
		}
	}
	os.Setenv("GORACE", "atexit_sleep_ms=0")
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "test.parallel" })
	if !given {
		flag.Set("test.parallel", strconv.Itoa(waitingTests))
	}
	goleak.VerifyTestMain(m)
}

// waitingTests is how many tests run side by side. Most wait for something that a broken
// server never does, so it is more than the number of cores.
const waitingTests = 40

func exitWith(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// asListened leaves a listener as it is.
func asListened(net.Listener) {}

// serve runs a server as a program. listens changes the listener before anybody is told
// its address.
func serve(addr string, listens func(net.Listener), serve Serve) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	listens(ln)
	fmt.Printf("listening on %s\n", ln.Addr())
	return serve(ctx, ln)
}

// withSettings is a whole server with the settings of a scenario.
func withSettings(ctx context.Context, ln net.Listener) error {
	set, err := serversettings.FromEnvironment(os.LookupEnv)
	if err != nil {
		return err
	}
	s := server.Server{Log: slog.New(slog.NewTextHandler(os.Stderr, nil))}
	ln, release, err := set.Attach(&s, ln, s.Log)
	if err != nil {
		return err
	}
	return errors.Join(s.Serve(ctx, ln), release())
}

// chatOn is the client as a program.
func chatOn(addr, name string) error {
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	return chatclient.Chat(context.Background(), nc, name, os.Stdin, os.Stdout)
}
