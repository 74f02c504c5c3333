package script

import (
	"context"
	"net"
	"sync"
	"time"

	"chatlab/lab/program"
)

// A Serve is a server as a function. It serves on ln until ctx is done, and returns when
// it has left nothing running.
type Serve func(ctx context.Context, ln net.Listener) error

// A simulatedServer is one run of a Serve, which ends as a process does: however it ends,
// the system closes everything that it had open.
type simulatedServer struct {
	net.Listener
	interrupt context.CancelFunc
	done      chan struct{} // closed by end
	ending    sync.Once
	how       string // how it ended; how, status and output are written before done is closed
	status    int    // its exit status
	output    string // what a program would print at its end

	mu    sync.Mutex // guards conns
	conns []net.Conn // connections that it has accepted
}

func (w *simulated) start() (where string, err error) {
	ln, err := w.net.Listen()
	if err != nil {
		return "", err
	}
	ctx, interrupt := context.WithCancel(context.Background()) // belongs to the bubble, even if a step fails
	s := &simulatedServer{Listener: ln, interrupt: interrupt, done: make(chan struct{})}
	w.server = s
	go func() { // Stop waits for it; if it does not end, the bubble deadlocks
		if err := w.serve(ctx, s); err != nil {
			s.end("exit status 1", 1, err.Error())
		}
		s.end("exit status 0", 0, "")
	}()
	return "the server listens on " + ln.Addr().String() + ", in virtual time", nil
}

// Accept keeps the connections that it accepts.
func (s *simulatedServer) Accept() (net.Conn, error) {
	nc, err := s.Listener.Accept()
	if err == nil {
		s.mu.Lock()
		s.conns = append(s.conns, nc)
		s.mu.Unlock()
	}
	return nc, err
}

// end does what a system does when a process ends. It closes what is open with a FIN, or
// with a reset where input is unread. Only the first call counts.
func (s *simulatedServer) end(how string, status int, output string) {
	s.ending.Do(func() {
		s.how, s.status, s.output = how, status, output
		s.interrupt()
		s.Listener.Close()
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, nc := range s.conns {
			nc.Close()
		}
		close(s.done)
	})
}

// Start runs the function. It takes no arguments.
func (w *simulated) Start(context.Context, string, []string, []string) (string, error) {
	return w.start()
}

// Restart runs it again.
func (w *simulated) Restart(context.Context) (string, error) { return w.start() }

// Interrupt cancels its context.
func (w *simulated) Interrupt() error {
	w.server.interrupt()
	return nil
}

// Crash closes what it has open, at a moment at which nothing runs. So none of its
// goroutines can see one connection closed and tell another about it.
func (w *simulated) Crash() {
	w.net.At(0, func() { w.server.end("signal: killed", -1, "") })
	<-w.server.done
}

// Ended reports whether it has ended.
func (w *simulated) Ended(wait time.Duration) (string, bool) {
	if w.server == nil {
		return "", false
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-w.server.done:
	case <-timer.C:
	}
	select { // if both were ready, the select above may have chosen either
	case <-w.server.done:
		return w.server.how, true
	default:
		return "", false
	}
}

// AwaitEnd waits until it has ended.
func (w *simulated) AwaitEnd(ctx context.Context) {
	select {
	case <-w.server.done:
	case <-ctx.Done():
	}
}

// Lost is 0: virtual time stands still while any goroutine can run.
func (w *simulated) Lost() time.Duration { return 0 }

// KitLate is 0, for the same reason as Lost.
func (w *simulated) KitLate() time.Duration { return 0 }

// ExitStatus is 0, or 1 after an error, as is usual with programs.
func (w *simulated) ExitStatus() int { return w.server.status }

// Output is the error that the function returned.
func (w *simulated) Output() string {
	if _, ended := w.Ended(0); ended {
		return w.server.output
	}
	return ""
}

// AwaitOutput does not wait: the server prints only when it ends.
func (w *simulated) AwaitOutput(_ context.Context, wanted func(string) bool) bool {
	return wanted(w.Output())
}

// Memory is not known: it is the memory of this program too.
func (w *simulated) Memory() (int64, bool) { return 0, false }

// Trouble is nil: nothing stops the function early.
func (w *simulated) Trouble() *program.Trouble { return nil }

// LeftRunning is nil: when the server has returned, everything is closed.
func (w *simulated) LeftRunning() []string { return nil }

// stopTime is how long a server may take to end after the scenario.
const stopTime = 2 * time.Second

// Stop interrupts the server, and ends it if it has not ended soon.
func (w *simulated) Stop() {
	if w.server == nil {
		return
	}
	w.Interrupt()
	if _, ended := w.Ended(stopTime); !ended {
		w.Crash()
	}
}

// Exiting is false: a function ends in one step.
func (w *simulated) Exiting() bool { return false }
