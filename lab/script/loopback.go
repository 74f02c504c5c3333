package script

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"runtime"
	"strconv"
	"sync"
	"time"

	"chatlab/lab/program"
	serversettings "chatlab/server/settings"
)

// A Loopback is the real world: a process, and TCP over loopback.
type Loopback struct {
	Command program.Command
	Name    string  // what the server is called in stories
	Slow    float64 // stretches the limits of start and stop; 0 means 1

	// ChatProgram returns the client program, as a person would use it, which takes --addr
	// and --name. Nil means that there is none.
	ChatProgram func(context.Context) (program.Command, error)

	args    []string           // the arguments that Start got
	env     []string           // the settings that Start got
	paths   map[string]*path   // the paths that Net has made, by client
	running *program.Program   // nil before Start; written with mu held, since paths read it
	servers []*program.Program // all that Start and Restart started
	clients []*program.Program // all that Client started
	mu      sync.Mutex         // guards running
}

// Start starts the process. It works in dir, unless its command names a folder: what it
// writes there is removed after the run.
func (l *Loopback) Start(ctx context.Context, dir string, args, env []string) (string, error) {
	l.args, l.env = args, env
	l.Command.Dir = cmp.Or(l.Command.Dir, dir)
	return l.start(ctx, 0)
}

// Restart starts the process again, on the same port.
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

// process is the server that runs, or ran last; nil before Start. Methods that use it may
// run while the process is started again; the other methods may not.
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
	case call.Reset:
		return callAndReset(ctx, l.running.Addr())
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
func (l *Loopback) Lost() time.Duration { return l.ofProcess((*program.Program).Lost) }

// KitLate is the longest delay of the kit.
func (l *Loopback) KitLate() time.Duration { return l.ofProcess((*program.Program).KitLate) }

// Ran is the processor time that the process has used.
func (l *Loopback) Ran() time.Duration { return l.ofProcess((*program.Program).Ran) }

// ofProcess asks the process for a time. It is 0 before Start.
func (l *Loopback) ofProcess(took func(*program.Program) time.Duration) time.Duration {
	if running := l.process(); running != nil {
		return took(running)
	}
	return 0
}

// Exiting asks the process.
func (l *Loopback) Exiting() bool { return l.running != nil && l.running.Exiting() }

// Ended reports whether the process has ended. If wait is positive, it first waits until the
// process has ended, or has had that much time to.
func (l *Loopback) Ended(wait time.Duration) (string, bool) {
	if l.running == nil {
		return "", false
	}
	endsWithin(wait, l.Lost, func(ctx context.Context) bool {
		l.running.AwaitEnd(ctx)
		_, ended := l.running.Ended()
		return ended
	})
	return l.running.Ended()
}

// Memory is the process's resident memory, in bytes.
func (l *Loopback) Memory() (int64, bool) {
	if l.running == nil {
		return 0, false
	}
	held := l.running.Memory()
	return held, held > 0
}

// Trouble says why the kit killed the process early, if it did.
func (l *Loopback) Trouble() *program.Trouble {
	if l.running == nil {
		return nil
	}
	return l.running.Trouble()
}

// Output is the last part of what the process printed.
func (l *Loopback) Output() string {
	if l.running == nil {
		return ""
	}
	return l.running.Output()
}

// Stop first ends the client programs and the paths, then the process.
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

// Squeeze lowers the limits of the process.
func (l *Loopback) Squeeze(to program.Squeeze) bool { return l.running.Squeeze(to) }

// AwaitIdle asks the system until no thread of the process runs.
func (l *Loopback) AwaitIdle(ctx context.Context) { l.running.AwaitIdle(ctx) }
