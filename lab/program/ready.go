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
	lookEvery  = 2 * time.Millisecond  // how often we look whether somebody listens on a port
	rarelyLook = 10 * time.Millisecond // and how often if that takes long
	retryEvery = 20 * time.Millisecond // how often we repeat a refused dial
	// elsewhereTime is how long a program that listens at another address may take to listen
	// at the right one too.
	elsewhereTime = time.Second

	dialTime = 5 * time.Second // for one dial; on some systems a closed port does not refuse but hangs
)

// awaitReady returns when we see the program listen, and records that. Where we can't see it,
// a program that Announces is ready once it has said so. For any other program, call dials it
// until it answers.
func (p *Program) awaitReady(ctx context.Context, c Command) error {
	began := time.Now()
	limit := time.NewTimer(stretch(startTime, p.slow))
	defer limit.Stop()
	look := time.NewTimer(lookEvery)
	defer look.Stop()
	var seen time.Time // when it was first seen to listen, but elsewhere
	for {
		select {
		case <-ctx.Done():
			return ctx.Err() // we ended it
		case p.addr = <-p.out.announced:
			if c.Announces {
				p.seen, _ = listening(p.addr)
				return nil // it could only know the port after the bind
			}
			// Others may announce first and listen a moment later.
		case <-p.done:
			return p.neverListened(ctx)
		case <-limit.C:
			if p.seen, _ = listening(p.addr); p.seen {
				return nil // the kit did not look in time, such as while it was stopped
			}
			if more := stillToStart(stretch(startTime, p.slow), time.Since(began), p.Lost()); more > 0 {
				limit.Reset(more)
				continue
			}
			return p.neverListened(ctx)
		case <-look.C:
			look.Reset(min(max(lookEvery, time.Since(began)/8), rarelyLook))
		}
		if p.addr == "" {
			continue // it chooses a port, and has not printed it yet
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
			seen = time.Now() // it may be about to listen at the right address too
		} else if time.Since(seen) > stretch(elsewhereTime, p.slow) {
			return p.elsewhere(at)
		}
	}
}

// mostStartLimits is how many times its limit a start may take in all, on any machine.
const mostStartLimits = 4

// stillToStart returns how much longer a program may take to listen; 0 or less means that its
// time is up. Time in which it was ready to run, but had no processor, does not count. The
// limit has to end some day, so in all a start takes mostStartLimits of it at most.
func stillToStart(limit, taken, lost time.Duration) time.Duration {
	return min(limit+lost, mostStartLimits*limit) - taken
}

// reachedBy reports whether a client that dials the program's address reaches a listener at
// ip. A listener at :: usually takes IPv4 as well.
func (p *Program) reachedBy(ip netip.Addr) bool {
	to, err := netip.ParseAddrPort(p.addr)
	return err != nil || ip.IsUnspecified() || ip.Unmap() == to.Addr().Unmap()
}

// elsewhere returns a Trouble that says where the program listens.
func (p *Program) elsewhere(at []netip.Addr) error {
	_, port, _ := net.SplitHostPort(p.addr)
	var where []string
	for _, ip := range at {
		where = append(where, net.JoinHostPort(ip.String(), port))
	}
	return p.had(Elsewhere, fmt.Sprintf("the program listens on %s; it must listen on %s, where clients connect", strings.Join(where, " and "), p.addr))
}

// neverListened returns why a start failed.
func (p *Program) neverListened(ctx context.Context) error {
	how, ended := p.Ended()
	switch {
	case ctx.Err() != nil:
		return ctx.Err() // we ended it
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
	return p.had(NotStarted, what)
}

// had returns a Trouble of the program.
func (p *Program) had(kind Kind, what string) *Trouble {
	return &Trouble{Kind: kind, What: what, Tried: p.tried, Output: p.Output(), Port: p.chosen}
}

// Dial connects to the program from an address of this machine, or from any if from is empty.
// If we could not see that it was ready, Dial repeats a refused connection until the start
// time is over. Once one dial has succeeded, a refusal is an answer.
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

// persist dials until one dial has succeeded, or the time is over. Whether a refusal is an
// answer is decided before the dial. Later would be wrong: meanwhile the program may have
// begun to listen, and another client may have connected.
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

// listening reports whether somebody listens on the port of addr, at any address, and whether
// the system shows it.
func listening(addr string) (listens, known bool) {
	at, known := listeners(addr)
	return len(at) > 0, known
}

// listeners returns the addresses of all listeners on the port of addr.
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

// announcement returns the address in a line that says where a server listens. We can dial
// that address: for a server on every address it is the loopback address. A line without an
// IP address or localhost, such as "listening on http://localhost:80", is ignored.
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
