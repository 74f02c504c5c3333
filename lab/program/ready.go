package program

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"chatlab/lab/sockets"
)

const (
	lookEvery  = 2 * time.Millisecond  // how often we look whether a port is listened on
	retryEvery = 20 * time.Millisecond // how often a refused dial is tried again
	dialTime   = 5 * time.Second       // for one dial; on some systems a closed port does not refuse but hangs
)

// awaitReady returns when the program is seen to listen. Where that can't be
// seen it returns when the program has said that it listens or, if it does not
// say so, at once. We never connect to find out: a server in its first hour as
// a server may take a connection that closes at once badly.
func (p *Program) awaitReady(ctx context.Context, c Command) error {
	limit := time.NewTimer(stretch(startTime, p.slow))
	defer limit.Stop()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case p.addr = <-p.out.announced:
			if c.Announces {
				return nil // it could not know the port before it had it
			}
			// Others may announce first and listen a moment later.
		case <-p.done:
			if ctx.Err() != nil {
				return ctx.Err() // it was we who ended it
			}
			how, _ := p.Ended()
			return p.why("the program ended before it listened: " + how)
		case <-limit.C:
			if listens, _ := listening(p.addr); listens {
				return nil // it was we who did not look, as while the kit was stopped
			}
			return p.why(fmt.Sprintf("the program did not listen within %v%s", stretch(startTime, p.slow), p.expected()))
		case <-look.C:
		}
		if p.addr == "" {
			continue // it chooses, and has not told yet
		}
		if listens, known := listening(p.addr); listens || !known {
			return nil // not known: the first dial will tell
		}
	}
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
// empty, from any. Where its readiness could not be seen, a
// refused connection is tried again until it must be ready. Once it was
// reached, a refusal is an answer.
func (p *Program) Dial(ctx context.Context, from string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, stretch(startTime, p.slow))
	defer cancel()
	dialer := net.Dialer{Timeout: stretch(dialTime, p.slow), KeepAlive: -1}
	if ip := net.ParseIP(from); ip != nil {
		dialer.LocalAddr = &net.TCPAddr{IP: ip}
	}
	retry := time.NewTicker(retryEvery)
	defer retry.Stop()
	for {
		nc, err := dialer.DialContext(ctx, "tcp", p.addr)
		if err == nil {
			p.reached.Store(true)
			return nc, nil
		}
		if _, known := listening(p.addr); known || p.reached.Load() {
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
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return false, false
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return false, false
	}
	return sockets.Listening(uint16(number))
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
