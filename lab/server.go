package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"runtime"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"chatlab/server"
	"chatlab/server/settings"
)

// defaultAddr is where the first chat servers of a course always listen.
const defaultAddr = "127.0.0.1:5000"

func serverCommand(t *terminal) *cobra.Command {
	var addr string
	var quiet bool
	var s server.Server
	var kept settings.Settings
	var secure tlsFlags
	c := &cobra.Command{
		Use:   "server",
		Short: "Run the reference chat server",
		Long: `Run the reference chat server until it is interrupted.

It prints "listening on HOST:PORT" when it takes connections, and logs to
standard error who comes and how they leave. One interrupt (Ctrl-C) closes it
cleanly: everybody is told, and hears what was said before. A second one ends
it at once.

With --tls-cert and --tls-key, or with --tls-self-signed, it speaks TLS.

It listens on this machine only, unless --addr says otherwise. The settings of
docs/protocol.md are read from its environment; a flag goes before.`,
		Example: `  go tool lab server
  go tool lab server --addr 127.0.0.1:0     # any free port
  go tool lab server --history h.log        # remembers what was said
  go tool lab server --tls-self-signed      # speaks TLS; lab client --tls
  nc 127.0.0.1 5000                         # a client that you already have`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			set, err := settings.FromEnvironment(os.LookupEnv)
			if err != nil {
				return exitError{exitUsage, err.Error()}
			}
			set.History = cmp.Or(kept.History, set.History)
			set.Keeping = kept.Keeping
			set.Accounts = cmp.Or(kept.Accounts, set.Accounts)
			set.MembersOnly = kept.MembersOnly
			if set.MembersOnly && set.Accounts == "" {
				return exitError{exitUsage, "--members-only lets in who has an account: add --accounts FILE"}
			}
			if l := s.Limits; min(l.Line, l.Clients, l.Outbox, l.HighWater, l.SendBuffer, l.Probes) < 0 ||
				min(l.NameTime, l.HoldUp, l.Moving, l.WriteTime, l.LastWords, l.Closing, l.Drain, l.Idle, l.ProbeEvery) < 0 || set.Keeping.Keep < 0 || set.Keeping.Lines < -1 {
				return exitError{exitUsage, "a limit can't be negative; 0 means the usual one"}
			}
			if !quiet {
				s.Log = slog.New(slog.NewTextHandler(t.err, nil))
			}
			protected, err := secure.protection(c.Flags().Changed, set)
			if err != nil {
				return err
			}
			set.Cert, set.Key = "", "" // protected has them
			return serve(c.Context(), t, addr, &s, set, protected)
		},
	}
	flags := c.Flags()
	flags.StringVar(&addr, "addr", defaultAddr, "where to listen, HOST:PORT; port 0 means any free one")
	flags.BoolVar(&quiet, "quiet", false, "no log")
	secure.add(c)
	flags.StringVar(&kept.Accounts, "accounts", "", "ask for passwords: who has one stands in this file, as htpasswd -B or lab account make it")
	flags.BoolVar(&kept.MembersOnly, "members-only", false, "let nobody else in, with --accounts")
	flags.StringVar(&kept.History, "history", "", "keep what is said in this file, and show newcomers the last of it")
	flags.IntVar(&kept.Keeping.Lines, "history-lines", 0, "lines that a newcomer is shown (0: 20; -1: none)")
	flags.Int64Var(&kept.Keeping.Keep, "history-keep", 0, "most that the history takes on disk, in bytes, about (0: 64 MiB; at least 1 MiB)")
	l := &s.Limits
	flags.IntVar(&l.Line, "max-line", 0, "longest line of a client, in bytes (0: 65536)")
	flags.IntVar(&l.Clients, "max-clients", 0, "most connections at once (0: 10000)")
	flags.DurationVar(&l.NameTime, "name-time", 0, "time to give a name (0: 30s)")
	flags.IntVar(&l.Outbox, "outbox", 0, "bytes that may wait for one client before it is cut off (0: 1 MiB)")
	flags.IntVar(&l.HighWater, "high-water", 0, "bytes waiting for a client from which its senders are slowed (0: 256 KiB)")
	flags.DurationVar(&l.HoldUp, "hold-up", 0, "longest that a sender is slowed at a time (0: 1s)")
	flags.DurationVar(&l.Moving, "moving", 0, "a reader that took nothing for this long is not waited for (0: 250ms)")
	flags.DurationVar(&l.WriteTime, "write-time", 0, "a client that takes nothing for this long is gone (0: 10s)")
	flags.DurationVar(&l.LastWords, "last-words", 0, "the same while closing (0: 1s)")
	flags.DurationVar(&l.Closing, "closing", 0, "longest time for the last words to a client (0: 10s)")
	flags.DurationVar(&l.Drain, "drain", 0, "longest time to wait for a client's FIN after ours (0: 1s)")
	flags.IntVar(&l.SendBuffer, "send-buffer", 0, "the kernel's send buffer for a client, in bytes (0: 128 KiB)")
	flags.DurationVar(&l.Idle, "keepalive-idle", 0, "silence before TCP asks whether a client is still there (0: 15s)")
	flags.DurationVar(&l.ProbeEvery, "keepalive-every", 0, "time between such probes (0: 5s)")
	flags.IntVar(&l.Probes, "keepalive-probes", 0, "unanswered probes after which a client is gone (0: 3)")
	return c
}

// serve listens, says so, and serves until ctx ends.
func serve(ctx context.Context, t *terminal, addr string, s *server.Server, set settings.Settings, protected *protection) error {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return exitError{exitFailed, whyNoListener("--addr", addr, err)}
	}
	if s.Log != nil {
		fmt.Fprint(t.err, protected.words(ln.Addr().String()))
	}
	ln, release, err := set.Attach(s, protected.over(ln), s.Log)
	if err != nil {
		return exitError{exitFailed, err.Error()}
	}
	fmt.Fprintf(t.out, "listening on %s\n", ln.Addr())
	return errors.Join(s.Serve(ctx, ln), release())
}

// whyNoListener says in one line what is in the way and what to try. Flag is
// the one that says where to listen.
func whyNoListener(flag, addr string, err error) string {
	inUse := errors.Is(err, syscall.EADDRINUSE) || strings.Contains(err.Error(), "Only one usage of each socket address")
	switch {
	case inUse && runtime.GOOS == "darwin" && strings.HasSuffix(addr, ":5000"):
		return fmt.Sprintf("%s is in use; on macOS the AirPlay receiver often holds port 5000: turn it off in System Settings, or try %s 127.0.0.1:5001", addr, flag)
	case inUse:
		return fmt.Sprintf("%s is in use by another program, perhaps another lab server; stop that one, or try %s 127.0.0.1:0 for any free port", addr, flag)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Sprintf("no permission to listen on %s; ports below 1024 are often reserved: try %s %s", addr, flag, defaultAddr)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Sprintf("%s is not an address of this machine; try %s %s", addr, flag, defaultAddr)
	}
	return fmt.Sprintf("can't listen on %q: %v; an address is HOST:PORT, such as %s", addr, err, defaultAddr)
}
