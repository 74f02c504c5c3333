package script

import "net/netip"

var connect = Command{
	Name:    "connect",
	Args:    "[--rcvbuf BYTES] [--from ADDRESS] NAME… | --plain NAME… | --old-tls NAME… | --no-wait NAME… | --reset NAME…",
	Summary: "Connect clients that have no name yet.",
	Detail:  "Each waits until the server has sent something: its greeting. NAME is what the scenario calls the client; the server does not hear of it until the client sends it. With --rcvbuf, the client's kernel holds only about BYTES that were not read yet, so backpressure comes soon: see freeze. With much less than 64 KB, what waited arrives slowly after thaw, since TCP opens its window in small steps. With --from, it calls from that address of 127.0.0.0/8; only Linux has them all, and elsewhere the scenario is skipped. With --no-wait, it waits for nothing, not even until the server has accepted it. With --plain, it waits for nothing and speaks no TLS to a server that does. With --old-tls, it speaks TLS 1.1 at most, and the server must refuse it. Later steps can't use this client. With --reset, it is reset as soon as there is a connection, if possible before the server has accepted it.",
	Example: `server
connect ana bruno`,
	run: func(s *session, args []string) (string, error) {
		how, args, err := connectFlagsOf(args)
		switch {
		case err != nil:
			return "", err
		case len(args) == 0:
			return "", usagef("which client?")
		case how.receiveBuffer < 0 || how.receiveBuffer > maxReceived:
			return "", usagef("--rcvbuf is 0 to %d bytes", maxReceived)
		case how.from != "" && !ofLoopback(how.from):
			return "", usagef("--from is an address such as 127.0.0.2")
		case (how.plain || how.oldTLS) && !s.scenario.secure():
			return "", usagef("--plain and --old-tls are for a server that speaks TLS: needs tls")
		}
		for _, name := range args {
			call := Call{Name: name, ReceiveBuffer: how.receiveBuffer, From: how.from, Reset: how.reset}
			switch {
			case how.reset:
				err = s.connectAndReset(call)
			case how.plain:
				_, err = s.open(call, false)
			case how.oldTLS:
				err = s.oldTLS(call)
			case how.noWait:
				_, err = s.open(call, s.scenario.secure())
			default:
				_, err = s.connect(call)
			}
			if err != nil {
				return "", err
			}
		}
		return "", nil
	},
}

// connectFlags are those of connect.
type connectFlags struct {
	receiveBuffer                int
	from                         string
	plain, oldTLS, noWait, reset bool
}

// connectFlagsOf reads the flags, and returns the names after them.
func connectFlagsOf(args []string) (how connectFlags, names []string, err error) {
	flags := newFlags()
	flags.IntVar(&how.receiveBuffer, "rcvbuf", 0, "")
	flags.StringVar(&how.from, "from", "", "")
	flags.BoolVar(&how.plain, "plain", false, "")
	flags.BoolVar(&how.oldTLS, "old-tls", false, "")
	flags.BoolVar(&how.noWait, "no-wait", false, "")
	flags.BoolVar(&how.reset, "reset", false, "")
	names, err = options(flags, args)
	return how, names, err
}

// ofLoopback reports whether a text is an IPv4 loopback address.
func ofLoopback(text string) bool {
	addr, err := netip.ParseAddr(text)
	return err == nil && addr.Is4() && addr.IsLoopback()
}

// connectAndReset makes a client that resets its connection before it says anything.
func (s *session) connectAndReset(call Call) error {
	c, err := s.open(call, false)
	if err != nil {
		return err
	}
	return c.reset()
}
