package server

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chatlab/server/internal/testclient"
	"chatlab/server/wire"
)

// A contender is a server that BenchmarkFanOut measures.
type contender struct {
	name  string
	line  []byte                                       // what senders say, lineBytes long
	load  int                                          // lines delivered in a round: about a second's worth
	start func(b *testing.B) (addr string, found bool) // runs it until the benchmark ends
	enter func(p *peer, name string)                   // brings a new connection into the room
}

// contenders are all servers to measure, ours first.
var contenders = []contender{
	{
		name: "reference",
		line: saying("", "\n"),
		load: 20_000_000,
		start: func(b *testing.B) (string, bool) {
			return runApart(b, "reference").addr, true
		},
		enter: func(p *peer, name string) {
			p.Expect(wire.Greeting)
			p.Say(name + "\n")
			p.until("* in the room:")
		},
	},
	{
		name: "relay",
		line: saying("", "\n"),
		load: 20_000_000,
		start: func(b *testing.B) (string, bool) {
			return runApart(b, "relay").addr, true
		},
		enter: func(p *peer, name string) { p.until("hello") },
	},
	{
		name:  "ngircd",
		line:  saying("PRIVMSG #hall :", "\r\n"),
		load:  2_000_000,
		start: startIRC,
		enter: func(p *peer, name string) {
			p.Say("NICK " + name + "\r\nUSER " + name + " 0 * :" + name + "\r\n")
			p.until(" 001 ") // welcome
			p.Say("JOIN #hall\r\n")
			p.until(" 366 ") // the end of the list of who is here
		},
	},
}

// saying makes a line of lineBytes.
func saying(before, after string) []byte {
	return []byte(before + strings.Repeat("x", lineBytes-len(before)-len(after)) + after)
}

// until returns the next line that contains the text. It answers an IRC server's
// PINGs.
func (p *peer) until(text string) string {
	p.T.Helper()
	for {
		line := p.Line()
		if strings.Contains(line, text) {
			return line
		}
		if rest, ok := strings.CutPrefix(line, "PING "); ok {
			p.Say("PONG " + rest)
		}
	}
}

// startIRC runs ngircd, an IRC server in C that many networks use. Its limits for
// busy clients are switched off.
func startIRC(b *testing.B) (addr string, found bool) {
	program, err := exec.LookPath("ngircd")
	if err != nil {
		b.Log("ngircd is not installed, so the reference server is compared with the relay alone")
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

// awaitListener returns when a server listens at the address.
func awaitListener(b *testing.B, addr string) {
	limit := time.NewTimer(testclient.Patience)
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
