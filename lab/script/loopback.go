package script

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"strconv"
	"sync"
	"time"

	"chatlab/lab/program"
	"chatlab/lab/sockets"
	serversettings "chatlab/server/settings"
)

// A Loopback is the real world: a process, and TCP over loopback.
type Loopback struct {
	Command program.Command
	Name    string  // what the server is called in stories
	Slow    float64 // stretches the limits of start and stop; 0 means 1

	// ChatProgram returns the client program that a person would use, which
	// takes --addr and --name; nil means that there is none.
	ChatProgram func(context.Context) (program.Command, error)

	args    []string           // what Start was given
	env     []string           // likewise
	paths   map[string]*path   // those that Net has made, by their client
	running *program.Program   // nil before Start; written with mu held, since paths look at it
	servers []*program.Program // that Start and Restart have started
	clients []*program.Program // that Client has started
	mu      sync.Mutex         // guards running
}

// Start starts the process. It works in dir, unless its command says where: what it
// writes there is gone with the run.
func (l *Loopback) Start(ctx context.Context, dir string, args, env []string) (string, error) {
	l.args, l.env = args, env
	l.Command.Dir = cmp.Or(l.Command.Dir, dir)
	return l.start(ctx, 0)
}

// Restart starts the process again, on the port that it had.
func (l *Loopback) Restart(ctx context.Context) (string, error) {
	_, port, err := net.SplitHostPort(l.running.Addr())
	if err != nil {
		return "", err
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return "", err
	}
	return l.start(ctx, number)
}

func (l *Loopback) start(ctx context.Context, port int) (string, error) {
	p, err := program.Start(ctx, l.Command, program.Options{Args: l.args, Env: l.env, Not: serversettings.Variables, Slow: l.Slow, Port: port})
	if err != nil {
		return "", err
	}
	l.servers = append(l.servers, p)
	l.mu.Lock()
	l.running = p
	l.mu.Unlock()
	return fmt.Sprintf("%s listens on %s", l.Name, p.Addr()), nil
}

// process is the one that runs, or has run last; nil before Start. Unlike the other
// methods, those that ask it may be called while the process is started again.
func (l *Loopback) process() *program.Program {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.running
}

// Dial connects to the process, over the client's path if there is one.
func (l *Loopback) Dial(ctx context.Context, call Call) (nc net.Conn, err error) {
	p := l.paths[call.Name]
	switch {
	case call.From != "" && runtime.GOOS != "linux":
		return nil, Unsupported("a call from " + call.From + ": only Linux has all addresses of 127.0.0.0/8")
	case call.From != "" && p != nil:
		return nil, errHasPath(call.Name)
	case p != nil:
		nc, err = new(net.Dialer).DialContext(ctx, "tcp", p.addr)
	default:
		nc, err = l.running.Dial(ctx, call.From)
	}
	if tcp, ok := nc.(*net.TCPConn); ok && call.ReceiveBuffer > 0 {
		tcp.SetReadBuffer(call.ReceiveBuffer)
	}
	return nc, err
}

// Client starts the chat program, with pipes for its input and output.
func (l *Loopback) Client(ctx context.Context, name string) (*program.Program, error) {
	if l.ChatProgram == nil {
		return nil, &program.Trouble{What: "there is no client program to run here", Tried: "client " + name}
	}
	command, err := l.ChatProgram(ctx)
	if err != nil {
		return nil, err
	}
	addr := l.running.Addr()
	if p := l.paths[name]; p != nil {
		addr = p.addr
	}
	p, err := program.Run(ctx, command, program.Options{Args: []string{"--addr", addr, "--name", name}, Slow: l.Slow})
	if err == nil {
		l.clients = append(l.clients, p)
	}
	return p, err
}

// Interrupt asks the process to stop.
func (l *Loopback) Interrupt() error { return l.running.Interrupt() }

// Crash kills the process.
func (l *Loopback) Crash() { l.running.Kill() }

// ExitStatus is the process's.
func (l *Loopback) ExitStatus() int { return l.running.ExitStatus() }

// AwaitOutput waits for something that the process prints.
func (l *Loopback) AwaitOutput(ctx context.Context, wanted func(string) bool) bool {
	return l.running.AwaitOutput(ctx, wanted)
}

// AwaitEnd waits until the process has ended.
func (l *Loopback) AwaitEnd(ctx context.Context) { l.running.AwaitEnd(ctx) }

// Lost is the time that the process, or the kit, could not use.
func (l *Loopback) Lost() time.Duration {
	running := l.process()
	if running == nil {
		return 0
	}
	return running.Lost()
}

// KitLate is for how long the kit did not get on, at the most.
func (l *Loopback) KitLate() time.Duration {
	running := l.process()
	if running == nil {
		return 0
	}
	return running.KitLate()
}

// Ran is the processor time that the process has used.
func (l *Loopback) Ran() time.Duration {
	running := l.process()
	if running == nil {
		return 0
	}
	return running.Ran()
}

// Dropped asks the kernel. For a client behind a path it can't be seen.
func (l *Loopback) Dropped(nc net.Conn) (room int, dropped bool) {
	addr, err := netip.ParseAddrPort(l.running.Addr())
	if err != nil || nc != nil && (l.overPath(nc) || !sockets.Dropped(nc)) {
		return 0, false
	}
	ctx, cancel := context.WithTimeout(context.Background(), acceptsWithin)
	defer cancel()
	q, accepts := sockets.AwaitRoom(ctx, addr.Port())
	return q.Room, accepts && q.Dropped > 0 // if it accepts nobody, a longer queue would not help
}

// acceptsWithin is how long a queue may be full of a program that accepts callers.
const acceptsWithin = 200 * time.Millisecond

// Ended reports whether the process has ended.
func (l *Loopback) Ended(wait time.Duration) (string, bool) {
	if l.running == nil {
		return "", false
	}
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	l.running.AwaitEnd(ctx)
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

// Stop ends the process, and the client programs and paths before it.
func (l *Loopback) Stop() {
	for _, p := range l.clients {
		p.Kill()
	}
	for _, p := range l.paths {
		p.end()
	}
	if l.running != nil {
		l.running.Stop()
	}
}

// LeftRunning asks all processes that were the server.
func (l *Loopback) LeftRunning() (all []string) {
	for _, p := range l.servers {
		if what := p.LeftRunning(); what != "" {
			all = append(all, what)
		}
	}
	return all
}

// HasCome asks the kernel.
func (l *Loopback) HasCome(nc net.Conn) bool { return sockets.HasCome(nc) }

// AwaitTaken asks the kernel until the server's end of nc has no unread bytes.
// Where the kernel does not tell, it waits for as long as a server usually needs, and
// reports true: nobody can say that something is unread.
func (l *Loopback) AwaitTaken(ctx context.Context, nc net.Conn) bool {
	if sockets.Tell() {
		return sockets.AwaitTaken(ctx, nc)
	}
	timer := time.NewTimer(untoldTime)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	return true
}

// untoldTime is how long a server has to read where nobody tells that it has read: it
// is nearly always enough. If it is not, the scenario is milder than it was meant to be.
const untoldTime = 30 * time.Millisecond

// AwaitStuck asks the kernel until something that the server's end of nc has
// written waits there. Of a client behind a path that can't be seen.
func (l *Loopback) AwaitStuck(ctx context.Context, nc net.Conn) bool {
	return l.overPath(nc) || sockets.AwaitStuck(ctx, nc)
}

// Held asks the kernel about both ends. Of a client behind a path that can't be
// seen.
func (l *Loopback) Held(nc net.Conn) (bytes int, open, known bool) {
	if l.overPath(nc) {
		return 0, false, false
	}
	return sockets.Held(nc)
}

// overPath reports whether a connection is to a path, and not to the server.
func (l *Loopback) overPath(nc net.Conn) bool {
	for _, p := range l.paths {
		if p.addr == nc.RemoteAddr().String() {
			return true
		}
	}
	return false
}

// Squeeze lowers the limits of the process.
func (l *Loopback) Squeeze(to program.Squeeze) bool { return l.running.Squeeze(to) }

// AwaitIdle asks the system until no thread of the process does anything.
func (l *Loopback) AwaitIdle(ctx context.Context) { l.running.AwaitIdle(ctx) }
