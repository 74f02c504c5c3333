// A chat server: the package server as a program.
//
// serve runs it on a listener, whatever that is. All else is what a program
// needs around it: where to listen, when to stop, how to end.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"strconv"
	"time"

	"chatlab/server"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:5000", "where to listen")
	flag.Parse()
	if err := run(*addr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run listens, says so, and serves until it is interrupted. A second interrupt
// ends the program at once, since by then nobody catches it any more.
func run(addr string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop)
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	fmt.Printf("listening on %s\n", ln.Addr())
	return serve(ctx, ln)
}

// serve serves on ln until ctx is done, and returns when all is done.
func serve(ctx context.Context, ln net.Listener) error {
	limits, err := settings()
	if err != nil {
		return err
	}
	s := server.Server{Limits: limits, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))}
	return s.Serve(ctx, ln)
}

// settings are those of docs/protocol.md that the environment has; what it does
// not have stays as usual.
func settings() (limits server.Limits, err error) {
	if seconds, ok := os.LookupEnv("NAME_TIME"); ok {
		if limits.NameTime, err = time.ParseDuration(seconds + "s"); err != nil {
			return limits, fmt.Errorf("NAME_TIME=%s: it is a number of seconds", seconds)
		}
	}
	if most, ok := os.LookupEnv("MOST_CLIENTS"); ok {
		if limits.Clients, err = strconv.Atoi(most); err != nil {
			return limits, fmt.Errorf("MOST_CLIENTS=%s: it is a number of connections", most)
		}
	}
	return limits, nil
}
