package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/spf13/cobra"

	"chatlab/client"
	"chatlab/lab/console"
	"chatlab/lab/sockets"
)

// dialTime is how long the client waits for a server to accept.
const dialTime = 5 * time.Second

func clientCommand(t *console.Terminal) *cobra.Command {
	var name string
	var to routeFlags
	c := &cobra.Command{
		Use:   "client [HOST:PORT]",
		Short: "Chat with the people on a server",
		Long: `Connect to a chat server. It sends what you type, line by line, and shows what the
server sends, both at the same time.

On a terminal, lines arrive above the line that you type. You can edit your line;
the arrow keys bring back earlier ones. Without --name it asks for your name. If
the server refuses the name, it connects again and asks for another. Ctrl-D on an
empty line, or Ctrl-C, says goodbye and leaves.

In a pipe, or with TERM=dumb, it reads and writes plain lines. Without --name the
first line is your name. At the end of its input it says goodbye and shows what
still comes. At Ctrl-C it does the same for a second.

With --tls it speaks TLS. It accepts a certificate that this machine or --tls-ca
trusts. It also trusts a server on this machine that was started with
--tls-self-signed.

Exit status: 0 if you left, 1 if the server refused you or is gone.`,
		Example: `  go tool lab client --name ana
  printf 'ana\nhello\n' | go tool lab client
  go tool lab client --tls chat.example.org:5000`,
		Args:              mayTake("the address of a server"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 && c.Flags().Changed("addr") {
				return exitError{ExitUsage, "the server is named twice: leave out --addr"}
			}
			if len(args) == 1 {
				to.addr = args[0]
			}
			server, err := to.route(c.Flags().Changed)
			if err != nil {
				return err
			}
			return chat(c.Context(), t, server, name)
		},
	}
	to.add(c)
	c.Flags().StringVar(&name, "name", "", "your name: letters and digits")
	return c
}

// chat connects and chats until one side leaves.
func chat(ctx context.Context, t *console.Terminal, server route, name string) error {
	seated, err := chatSeated(ctx, t, server, name)
	if !seated {
		err = chatPlain(ctx, t, server, name)
	}
	var exit exitError
	var refusal *client.Refusal
	switch {
	case err == nil:
		return nil
	case errors.As(err, &exit):
		return err
	case errors.As(err, &refusal):
		return exitError{ExitFailed, fmt.Sprintf("the server did not let you in (%s); its reason is above", refusal.Code)}
	case errors.Is(err, errSpeaksTLS):
		return exitError{ExitFailed, fmt.Sprintf("%s is there, but %v", server.addr, errSpeaksTLS)}
	}
	return exitError{ExitFailed, err.Error()}
}

// chatPlain chats without control of a terminal. A read from standard input can't be
// interrupted. If one still waits when chatPlain returns, it ends with the program.
func chatPlain(ctx context.Context, t *console.Terminal, server route, name string) error {
	nc, err := server.dial(ctx)
	if nc == nil {
		return err
	}
	return client.Chat(ctx, nc, name, t.In, t.Out)
}

// dial connects. An interrupt means that the user leaves, as it does later. Then dial
// returns neither a connection nor an error.
func dial(ctx context.Context, addr string) (net.Conn, error) {
	nc, err := (&net.Dialer{Timeout: dialTime}).DialContext(ctx, "tcp", addr)
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, nil
	case err != nil:
		return nil, exitError{ExitFailed, whyNoServer(addr, err)}
	}
	return nc, nil
}

// whyNoServer says in one line why there is no connection, and what to try.
func whyNoServer(addr string, err error) string {
	switch {
	case sockets.IsRefused(err):
		return fmt.Sprintf("nobody listens on %s; is a server running? go tool lab server starts one", addr)
	case sockets.IsTimeout(err):
		return fmt.Sprintf("no answer from %s within %v; is the address right?", addr, dialTime)
	}
	return fmt.Sprintf("can't connect to %q: %v; an address is HOST:PORT, such as %s", addr, reason(err), defaultAddr)
}
