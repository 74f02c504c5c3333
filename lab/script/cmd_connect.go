package script

import "net/netip"

var connect = Command{
	Name:    "connect",
	Args:    "[--rcvbuf BYTES] [--from ADDRESS] NAME… | --plain NAME… | --old-tls NAME… | --no-wait NAME… | --reset NAME…",
	Summary: "Connect clients that have no name yet.",
	Detail:  "Each waits until the server has sent something: its greeting. NAME is what the scenario calls the client; the server does not hear of it until the client sends it. With --rcvbuf, the client's kernel holds only about BYTES that were not read yet, so backpressure comes soon: see freeze. With much less than 64 KB, what waited arrives slowly after thaw, since TCP opens its window in small steps. With --from, it calls from that address of 127.0.0.0/8; only Linux has them all, and elsewhere the scenario is skipped. With --no-wait, it waits for nothing, also where the server has not accepted it yet. With --plain, it waits for nothing and speaks no TLS to a server that does. With --old-tls, it speaks TLS 1.1 at most, and the server must refuse that: it is no client afterwards. With --reset, it is reset as soon as there is a connection, if possible before the server has accepted it.",
	Example: `server
connect ana bruno`,
	run: func(s *session, args []string) (string, error) {
		flags := newFlags()
		receiveBuffer := flags.Int("rcvbuf", 0, "")
		from := flags.String("from", "", "")
		plain := flags.Bool("plain", false, "")
		oldTLS := flags.Bool("old-tls", false, "")
		noWait := flags.Bool("no-wait", false, "")
		reset := flags.Bool("reset", false, "")
		args, err := options(flags, args)
		switch {
		case err != nil:
			return "", err
		case len(args) == 0:
			return "", usagef("which client?")
		case *receiveBuffer < 0 || *receiveBuffer > maxReceived:
			return "", usagef("--rcvbuf is 0 to %d bytes", maxReceived)
		case *from != "" && !ofLoopback(*from):
			return "", usagef("--from is an address such as 127.0.0.2")
		case (*plain || *oldTLS) && !s.scenario.secure():
			return "", usagef("--plain and --old-tls are for a server that speaks TLS: needs tls")
		}
		for _, name := range args {
			call := Call{Name: name, ReceiveBuffer: *receiveBuffer, From: *from}
			switch {
			case *reset:
				err = s.connectAndReset(call)
			case *plain:
				_, err = s.open(call, false)
			case *oldTLS:
				err = s.oldTLS(call)
			case *noWait:
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
