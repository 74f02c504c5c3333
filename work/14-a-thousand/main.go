// A chat server: the package server as a program.
//
// serve runs it on a listener, whatever that is. All else is what a program
// needs around it: where to listen, when to stop, how to end.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"

	"chatlab/work/14-a-thousand/server"
	"chatlab/work/14-a-thousand/server/settings"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:5000", "where to listen")
	flag.Parse()
	if err := run(*addr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run listens, and serves until it is interrupted. A second interrupt
// ends the program at once, since by then nobody catches it any more.
func run(addr string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop)
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	return serve(ctx, ln)
}

// serve serves on ln until ctx is done, and returns when all is done. What
// docs/protocol.md calls settings is read from the environment.
func serve(ctx context.Context, ln net.Listener) error {
	s := server.Server{Log: slog.New(slog.NewTextHandler(os.Stderr, nil))}
	set, err := settings.FromEnvironment(os.LookupEnv)
	if err != nil {
		return err
	}
	ln, release, err := set.Attach(&s, ln, s.Log)
	if err != nil {
		return err
	}
	fmt.Printf("listening on %s\n", ln.Addr())
	return errors.Join(s.Serve(ctx, ln), release())
}
