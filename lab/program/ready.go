package program

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"chatlab/lab/sockets"
)

const (
	lookEvery  = 2 * time.Millisecond  // how often we look whether a port is listened on
	retryEvery = 20 * time.Millisecond // how often a refused dial is tried again
	// elsewhereTime is how long a program that listens at another address has for
	// the right one.
	elsewhereTime = time.Second

	dialTime = 5 * time.Second // for one dial; on some systems a closed port does not refuse but hangs
)

// awaitReady returns when the program is seen to listen, and notes that. Where it
// can't be seen it returns when the program has said that it listens or, if it is not
// sure to say so, when it has been called.
func (p *Program) awaitReady(ctx context.Context, c Command) error {
	limit := time.NewTimer(stretch(startTime, p.slow))
	defer limit.Stop()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	var seen time.Time // when it was first seen to listen, but elsewhere
	for {
		select {
		case <-ctx.Done():
			return ctx.Err() // it was we who ended it
		case p.addr = <-p.out.announced:
			if c.Announces {
				p.seen, _ = listening(p.addr)
				return nil // it could not know the port before it had it
			}
			// Others may announce first and listen a moment later.
		case <-p.done:
			return p.neverListened(ctx)
		case <-limit.C:
			if p.seen, _ = listening(p.addr); p.seen {
				return nil // it was we who did not look, as while the kit was stopped
			}
			return p.neverListened(ctx)
		case <-look.C:
		}
		if p.addr == "" {
			continue // it chooses, and has not told yet
		}
		at, known := listeners(p.addr)
		if !known {
			return p.call(ctx)
		}
		if p.seen = slices.ContainsFunc(at, p.reachedBy); p.seen {
			return nil
		}
		if len(at) == 0 {
			seen = time.Time{}
		} else if seen.IsZero() {
			seen = time.Now() // it may be about to listen where it should as well
		} else if time.Since(seen) > stretch(elsewhereTime, p.slow) {
			return p.elsewhere(at)
		}
	}
}

// reachedBy reports whether who dials the program's address reaches a listener at
// ip. One at :: most often takes IPv4 as well.
func (p *Program) reachedBy(ip netip.Addr) bool {
	to, err := netip.ParseAddrPort(p.addr)
	return err != nil || ip.IsUnspecified() || ip.Unmap() == to.Addr().Unmap()
}

// elsewhere says where the program listens.
func (p *Program) elsewhere(at []netip.Addr) error {
	_, port, _ := net.SplitHostPort(p.addr)
	var where []string
	for _, ip := range at {
		where = append(where, net.JoinHostPort(ip.String(), port))
	}
	return &Trouble{
		Kind:   Elsewhere,
		What:   fmt.Sprintf("the program listens on %s; it must listen on %s, where clients connect", strings.Join(where, " and "), p.addr),
		Tried:  p.tried,
		Output: p.Output(),
	}
}

// neverListened says why a start was given up.
func (p *Program) neverListened(ctx context.Context) error {
	how, ended := p.Ended()
	switch {
	case ctx.Err() != nil:
		return ctx.Err() // it was we who ended it
	case ended:
		return p.why("the program ended before it listened: " + how)
	}
	return p.why(fmt.Sprintf("the program did not listen within %v%s", stretch(startTime, p.slow), p.expected()))
}

func (p *Program) expected() string {
	if p.addr == "" {
		return `: it has to print "listening on HOST:PORT" and a line feed`
	}
	return " on " + p.addr
}

func (p *Program) why(what string) error {
	if t := p.Trouble(); t != nil {
		return t
	}
	return &Trouble{Kind: NotStarted, What: what, Tried: p.tried, Output: p.Output()}
}

// Dial connects to the program, from an address of this machine or, if that is
// empty, from any. Where its readiness could not be seen, a refused connection is
// tried again until it must be ready. Once it was reached, a refusal is an answer.
func (p *Program) Dial(ctx context.Context, from string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, stretch(startTime, p.slow))
	defer cancel()
	dialer := p.dialer()
	if ip := net.ParseIP(from); ip != nil {
		dialer.LocalAddr = &net.TCPAddr{IP: ip}
	} else if nc := p.takeFirst(); nc != nil {
		return nc, nil
	}
	return p.persist(ctx, func() (net.Conn, error) { return dialer.DialContext(ctx, "tcp", p.addr) })
}

func (p *Program) dialer() *net.Dialer {
	return &net.Dialer{Timeout: stretch(dialTime, p.slow), KeepAlive: -1}
}

// persist dials until the program was reached, or must have been. Whether a refusal is
// an answer has to be known before the dial. Afterwards somebody else may have got
// through, to a program that began to listen in between.
func (p *Program) persist(ctx context.Context, dial func() (net.Conn, error)) (net.Conn, error) {
	retry := time.NewTicker(retryEvery)
	defer retry.Stop()
	for {
		ready := p.seen || p.reached.Load()
		nc, err := dial()
		if err == nil {
			p.reached.Store(true)
			return nc, nil
		}
		if ready {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-p.done:
			return nil, err
		case <-retry.C:
		}
	}
}

// listening reports whether somebody listens on the port of addr, at whatever
// address, and whether that can be known here.
func listening(addr string) (listens, known bool) {
	at, known := listeners(addr)
	return len(at) > 0, known
}

// listeners returns the addresses at which somebody listens on the port of addr.
func listeners(addr string) (at []netip.Addr, known bool) {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, false
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, false
	}
	return sockets.Listeners(uint16(number))
}

// announcement returns the address in a line that says that a server listens,
// and where. The address is one to dial: a server that listens on every
// address is dialed on loopback. What has no IP address or localhost in it, as
// "listening on http://localhost:80", says nothing to us.
func announcement(line string) (addr string, found bool) {
	addr, found = strings.CutPrefix(strings.TrimRight(line, "\r\n"), "listening on ")
	at, port, err := net.SplitHostPort(addr)
	if !found || err != nil {
		return "", false
	}
	if number, err := strconv.ParseUint(port, 10, 16); err != nil || number == 0 {
		return "", false
	}
	ip, err := netip.ParseAddr(at)
	switch {
	case err != nil && at != "localhost":
		return "", false
	case ip.IsUnspecified():
		at = host
	}
	return net.JoinHostPort(at, port), true
}
