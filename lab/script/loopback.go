package script

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"time"

	"chatlab/lab/program"
)

// A Loopback is the real world: a process, and TCP over loopback.
type Loopback struct {
	Command program.Command
	Name    string // what the server is called in stories
	Env     []string
	Slow    float64 // stretches the limits of start and stop; 0 means 1

	running *program.Program // nil before Start
}

// Start starts the process.
func (l *Loopback) Start(ctx context.Context, args []string) (string, error) {
	p, err := program.Start(ctx, l.Command, program.Options{Args: args, Env: l.Env, Slow: l.Slow})
	if err != nil {
		return "", err
	}
	l.running = p
	return fmt.Sprintf("%s listens on %s", l.Name, p.Addr()), nil
}

// Dial connects to the process.
func (l *Loopback) Dial(ctx context.Context) (net.Conn, error) {
	return l.running.Dial(ctx)
}

// Ended reports whether the process has ended by itself.
func (l *Loopback) Ended(wait time.Duration) (string, bool) {
	if l.running == nil {
		return "", false
	}
	l.running.AwaitEnd(wait)
	return l.running.Ended()
}

// Memory is what the process holds resident.
func (l *Loopback) Memory() (int64, bool) {
	if l.running == nil {
		return 0, false
	}
	held := l.running.Memory()
	return held, held > 0
}

// Trouble says why the process was killed before its time.
func (l *Loopback) Trouble() *program.Trouble {
	if l.running == nil {
		return nil
	}
	return l.running.Trouble()
}

// Output is the last of what the process printed.
func (l *Loopback) Output() string {
	if l.running == nil {
		return ""
	}
	return l.running.Output()
}

// Stop ends the process.
func (l *Loopback) Stop() {
	if l.running != nil {
		l.running.Stop()
	}
}

const (
	takenLimit = 200 * time.Millisecond // give up asking after this: it is an aid, not an expectation
	takenEvery = time.Millisecond
)

// AwaitTaken asks the kernel's table of connections, on Linux, until the
// server's end of nc has no unread bytes. Elsewhere it returns at once.
func (l *Loopback) AwaitTaken(ctx context.Context, nc net.Conn) {
	ctx, cancel := context.WithTimeout(ctx, takenLimit)
	defer cancel()
	tick := time.NewTicker(takenEvery)
	defer tick.Stop()
	for unread(nc) {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// unread reports whether the kernel still holds bytes for the server's end.
func unread(nc net.Conn) bool {
	theirs, ok1 := nc.RemoteAddr().(*net.TCPAddr)
	ours, ok2 := nc.LocalAddr().(*net.TCPAddr)
	if !ok1 || !ok2 {
		return false
	}
	table, err := os.ReadFile("/proc/net/tcp")
	if err != nil {
		return false
	}
	// sl local_address rem_address st tx_queue:rx_queue …, addresses as
	// HEXIP:HEXPORT. The server's row is the one with the ports this way round.
	local, remote := fmt.Appendf(nil, ":%04X", theirs.Port), fmt.Appendf(nil, ":%04X", ours.Port)
	for line := range bytes.Lines(table) {
		f := bytes.Fields(line)
		if len(f) > 4 && bytes.HasSuffix(f[1], local) && bytes.HasSuffix(f[2], remote) {
			return !bytes.HasSuffix(f[4], []byte(":00000000"))
		}
	}
	return false
}
