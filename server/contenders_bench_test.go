package server

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"chatlab/server/wire"
)

// A contender is a server that BenchmarkFanOut measures.
type contender struct {
	name  string
	line  []byte                                       // what senders say: lineBytes long
	start func(b *testing.B) (addr string, found bool) // runs it until the benchmark ends
	enter func(p *peer, name string)                   // brings a new connection into the room
}

// contenders are all of them, ours first.
var contenders = []contender{
	{
		name: "reference",
		line: saying("", "\n"),
		start: func(b *testing.B) (string, bool) {
			return start(b, &Server{}).addr, true
		},
		enter: func(p *peer, name string) {
			p.expect(wire.Greeting)
			p.write(name + "\n")
			p.until("* in the room:")
		},
	},
	{
		name:  "relay",
		line:  saying("", "\n"),
		start: startRelay,
		enter: func(p *peer, name string) { p.until("hello") },
	},
	{
		name:  "ngircd",
		line:  saying("PRIVMSG #hall :", "\r\n"),
		start: startIRC,
		enter: func(p *peer, name string) {
			p.write("NICK " + name + "\r\nUSER " + name + " 0 * :" + name + "\r\n")
			p.until(" 001 ") // welcome
			p.write("JOIN #hall\r\n")
			p.until(" 366 ") // the end of the list of who is here
		},
	},
}

// saying makes a line of lineBytes.
func saying(before, after string) []byte {
	return []byte(before + strings.Repeat("x", lineBytes-len(before)-len(after)) + after)
}

// until reads up to a line with the text, and answers an IRC server's PINGs.
func (p *peer) until(text string) {
	p.t.Helper()
	for {
		line := p.line()
		if strings.Contains(line, text) {
			return
		}
		if rest, ok := strings.CutPrefix(line, "PING "); ok {
			p.write("PONG " + rest)
		}
	}
}

// A relay copies whatever it reads to everybody else, unparsed. No server that
// sends each client each line can do much less, so it shows what the rest
// costs: lines, names, outboxes, backpressure.
type relay struct {
	mu  sync.RWMutex // guards all
	all []net.Conn
}

func startRelay(b *testing.B) (addr string, found bool) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	var r relay
	var running sync.WaitGroup
	running.Go(func() {
		for {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			r.add(nc)
			running.Go(func() { r.copyFrom(nc) })
		}
	})
	b.Cleanup(func() {
		ln.Close()
		r.closeAll()
		running.Wait()
	})
	return ln.Addr().String(), true
}

func (r *relay) add(nc net.Conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, nc)
	fmt.Fprintln(nc, "hello") // from here on it hears everybody
}

func (r *relay) copyFrom(from net.Conn) {
	buf := make([]byte, largeRead)
	for {
		n, err := from.Read(buf)
		if err != nil {
			return
		}
		r.mu.RLock()
		for _, to := range r.all {
			if to != from {
				to.Write(buf[:n])
			}
		}
		r.mu.RUnlock()
	}
}

func (r *relay) closeAll() {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, nc := range r.all {
		nc.Close()
	}
}

// startIRC runs ngircd, an IRC server in C that many networks use, with its
// brakes for busy clients released.
func startIRC(b *testing.B) (addr string, found bool) {
	program, err := exec.LookPath("ngircd")
	if err != nil {
		b.Log("ngircd is not installed, and not compared")
		return "", false
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	addr = ln.Addr().String()
	_, port, _ := net.SplitHostPort(addr)
	ln.Close() // a port that was free a moment ago
	conf := filepath.Join(b.TempDir(), "ngircd.conf")
	text := `[Global]
	Name = hall.example.net
	Info = fan-out
	Listen = 127.0.0.1
	Ports = ` + port + `
	MotdPhrase = hello
[Limits]
	MaxConnections = 0
	MaxConnectionsIP = 0
	MaxPenaltyTime = 0
	PingTimeout = 3600
[Options]
	DNS = no
	Ident = no
	PAM = no
`
	if err := os.WriteFile(conf, []byte(text), 0o644); err != nil {
		b.Fatal(err)
	}
	var said bytes.Buffer
	irc := exec.Command(program, "--nodaemon", "--config", conf)
	irc.Stdout, irc.Stderr = &said, &said
	if err := irc.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		irc.Process.Kill()
		irc.Wait()
		if b.Failed() {
			b.Logf("ngircd said:\n%s", &said)
		}
	})
	awaitListener(b, addr)
	return addr, true
}

// awaitListener returns when somebody listens there.
func awaitListener(b *testing.B, addr string) {
	limit := time.NewTimer(patience)
	defer limit.Stop()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		nc, err := net.Dial("tcp", addr)
		if err == nil {
			nc.Close()
			return
		}
		select {
		case <-again.C:
		case <-limit.C:
			b.Fatal("nobody listens: ", err)
		}
	}
}
