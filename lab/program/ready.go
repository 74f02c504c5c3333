package program

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"regexp"
	"runtime"
	"strings"
	"time"
)

// announcement is the line that says that a server listens, and where.
var announcement = regexp.MustCompile(`(?m)^listening on (\S+:\d+)\r?$`)

const (
	lookEvery  = 2 * time.Millisecond  // how often we look whether a port is listened on
	retryEvery = 20 * time.Millisecond // how often a refused dial is tried again
	dialTime   = 2 * time.Second       // for one dial; on some systems a closed port does not refuse but hangs
)

// awaitReady returns when the program has said that it listens, or is seen to
// listen. We never connect to find out: a server in its first hour as a
// server may take a connection that closes at once badly.
func (p *Program) awaitReady(ctx context.Context, c Command) error {
	limit := time.NewTimer(stretch(startTime, p.slow))
	defer limit.Stop()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case addr := <-p.out.announced:
			p.addr = addr
			return nil
		case <-p.done:
			if ctx.Err() != nil {
				return ctx.Err() // it was we who ended it
			}
			how, _ := p.Ended()
			return p.why("the program ended before it listened: " + how)
		case <-limit.C:
			return p.why(fmt.Sprintf("the program did not listen within %v%s", stretch(startTime, p.slow), p.expected(c)))
		case <-look.C:
			if c.Announces {
				continue
			}
			if listens, known := listening(p.addr); listens || !known {
				return nil // not known: the first dial will tell
			}
		}
	}
}

func (p *Program) expected(c Command) string {
	if c.Announces {
		return `: it has to print "listening on HOST:PORT" and a line feed`
	}
	return " on " + p.addr
}

func (p *Program) why(what string) error {
	if t := p.Trouble(); t != nil {
		return t
	}
	return &Trouble{What: what, Tried: p.tried, Output: p.Output()}
}

// Dial connects to the program. Where its readiness could not be seen, a
// refused connection is tried again until it must be ready.
func (p *Program) Dial(ctx context.Context) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, stretch(startTime, p.slow))
	defer cancel()
	dialer := net.Dialer{Timeout: stretch(dialTime, p.slow), KeepAlive: -1}
	for {
		nc, err := dialer.DialContext(ctx, "tcp", p.addr)
		if err == nil {
			return nc, nil
		}
		if _, known := listening(p.addr); known || ctx.Err() != nil {
			return nil, err
		}
		timer := time.NewTimer(stretch(retryEvery, p.slow))
		select {
		case <-p.done:
			timer.Stop()
			return nil, err
		case <-timer.C:
		}
	}
}

// listening looks into the kernel's tables whether somebody listens on the
// port of addr. Only Linux shows them as files; elsewhere known is false.
func listening(addr string) (listens, known bool) {
	if runtime.GOOS != "linux" {
		return false, false
	}
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return false, false
	}
	var number int
	fmt.Sscan(port, &number)
	local := fmt.Appendf(nil, ":%04X", number)
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		text, err := os.ReadFile(table)
		if err != nil {
			continue
		}
		known = true
		for line := range bytes.Lines(text) {
			// sl local_address rem_address st …, with st 0A for LISTEN
			fields := bytes.Fields(line)
			if len(fields) > 3 && bytes.HasSuffix(fields[1], local) && string(fields[3]) == "0A" {
				return true, true
			}
		}
	}
	return false, known
}

// findAnnouncement returns the address of the announcement in text, if whole.
func findAnnouncement(text []byte) (addr string, found bool) {
	if at := bytes.LastIndexByte(text, '\n'); at >= 0 {
		text = text[:at+1]
	} else {
		return "", false
	}
	match := announcement.FindSubmatch(text)
	if match == nil {
		return "", false
	}
	// A server that listens on every address is dialed on loopback.
	return strings.NewReplacer("[::]", Host, "0.0.0.0", Host).Replace(string(match[1])), true
}
