package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"chatlab/lab/console"
	"chatlab/lab/sockets"
	"chatlab/server"
	"chatlab/server/settings"
)

// defaultAddr is where the first chat servers of a course usually listen.
const defaultAddr = "127.0.0.1:5000"

func serverCommand(t *console.Terminal) *cobra.Command {
	var f serverFlags
	c := &cobra.Command{
		Use:   "server",
		Short: "Run the reference chat server",
		Long: `Run the reference chat server until it is interrupted.

It prints "listening on HOST:PORT" when it accepts connections. It logs to
standard error who comes and how they leave. One interrupt (Ctrl-C) shuts it
down cleanly: everybody is told, and gets everything that was said before. Another
one, at least a second later, ends it at once.

With --tls-cert and --tls-key, or with --tls-self-signed, it speaks TLS.

It listens on this machine only, unless --addr says otherwise. It reads the
settings of docs/protocol.md from its environment. A flag overrides them.`,
		Example: `  go tool lab server
  go tool lab server --addr 127.0.0.1:0     # any free port
  go tool lab server --history h.log        # remembers what was said
  go tool lab server --tls-self-signed      # speaks TLS; lab client --tls
  nc 127.0.0.1 5000                         # a client that you already have`,
		Args: takes(),
		RunE: func(c *cobra.Command, _ []string) error {
			set, err := f.settings()
			if err != nil {
				return err
			}
			protected, err := f.tls.protection(c.Flags().Changed, set)
			if err != nil {
				return err
			}
			set.Cert, set.Key = "", "" // protection has read both
			s := &server.Server{Limits: f.limits}
			if !f.quiet {
				log := newLogPipe(t.Err)
				defer log.close()
				s.Log = slog.New(slog.NewTextHandler(log, nil))
			}
			return serve(c.Context(), t, f.addr, s, set, protected)
		},
	}
	f.add(c)
	return c
}

// serve listens, says so, and serves until ctx ends.
func serve(ctx context.Context, t *console.Terminal, addr string, s *server.Server, set settings.Settings, protected *protection) error {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return exitError{ExitFailed, whyNoListener("--addr", addr, err)}
	}
	if words := protected.words(ln.Addr().String()); words != "" && s.Log != nil {
		fmt.Fprint(t.Err, words)
	}
	ln, release, err := set.Attach(s, protected.over(ln), s.Log)
	if err != nil {
		return exitError{ExitFailed, err.Error()}
	}
	t.Optional() // its reader may go away; but if nobody learns the port, nobody can use the server
	if _, err := fmt.Fprintf(t.Out, "listening on %s\n", ln.Addr()); err != nil {
		return errors.Join(notWritten(err), ln.Close(), release())
	}
	return errors.Join(s.Serve(ctx, ln), release())
}

// whyNoListener says in one line what is wrong and what to try. Flag is the flag that names
// the address.
func whyNoListener(flag, addr string, err error) string {
	inUse := sockets.IsInUse(err)
	switch {
	case inUse && runtime.GOOS == "darwin" && strings.HasSuffix(addr, ":5000"):
		return fmt.Sprintf("%s is in use; on macOS the AirPlay receiver often holds port 5000: turn it off in System Settings, or try %s 127.0.0.1:5001", addr, flag)
	case inUse:
		return fmt.Sprintf("%s is in use by another program, perhaps another lab server; stop that one, or try %s 127.0.0.1:0 for any free port", addr, flag)
	case sockets.IsForbidden(err):
		return fmt.Sprintf("no permission to listen on %s; ports below 1024 are often reserved: try %s %s", addr, flag, defaultAddr)
	case sockets.IsNotHere(err):
		return fmt.Sprintf("%s is not an address of this machine; try %s %s", addr, flag, defaultAddr)
	}
	return fmt.Sprintf("can't listen on %q: %v; an address is HOST:PORT, such as %s", addr, reason(err), defaultAddr)
}

// reason leaves out what a network error says of the call, such as "dial tcp". Callers have said
// that in their own words.
func reason(err error) error {
	var of *net.OpError
	if errors.As(err, &of) && of.Err != nil {
		err = of.Err
	}
	var addr *net.AddrError
	if errors.As(err, &addr) {
		return errors.New(addr.Err)
	}
	return err
}
