package script

import (
	"context"
	"net"
	"time"

	"chatlab/lab/fault"
	"chatlab/lab/program"
	"chatlab/lab/sockets"
	"chatlab/lab/trace"
)

// A Call is how a client connects.
type Call struct {
	Name          string // the client's name; a client without one has no path with faults
	ReceiveBuffer int    // its receive buffer in bytes, roughly; 0: the usual size
	From          string // the address that it connects from; empty: any
	Reset         bool   // it is about to be reset: a world may do so before it returns, as early as it can
}

// A World is where a scenario happens. Commands reach the outside only through it, and
// measure time only with package time. So the same scenario runs over real loopback, and
// in a simulated network in virtual time.
type World interface {
	// Start starts the server under test, with extra arguments and with settings in its
	// environment ("NAME_TIME=0.5"). It returns when clients can dial the server, and says
	// where the server listens.
	Start(ctx context.Context, dir string, args, env []string) (where string, err error)

	// Restart starts the server again, with the same arguments and settings and at the
	// same address. The previous server must have ended.
	Restart(ctx context.Context) (where string, err error)

	// Dial connects a client to the server. The error is an Unsupported if this world
	// can't make such a call.
	Dial(ctx context.Context, call Call) (net.Conn, error)

	// Net puts faults on the path of the client of that name, and replaces earlier ones.
	// It is called without faults before the client is dialed or started. record gets what
	// happens at the server's end of the path.
	Net(name string, faults []fault.Spec, record func(trace.Event)) error

	// Client starts a chat program, as a person would use it, under that name.
	Client(ctx context.Context, name string) (*program.Program, error)

	// AwaitTaken waits until the server has read everything that was written to the
	// connection. It reports false if ctx ended first. A world that can't tell reports
	// true.
	AwaitTaken(ctx context.Context, nc net.Conn) bool

	// AwaitStuck waits until the server has written more to the connection than fits,
	// while our end reads nothing. The rest stays in the server. It reports false if ctx
	// ended first.
	AwaitStuck(ctx context.Context, nc net.Conn) bool

	// Held is what the system holds that the server has written and our end has not read. open says whether the server still has the connection open. known is false
	// if this world can't tell.
	Held(nc net.Conn) (b sockets.Buffers, open, known bool)

	// Untaken is what the system holds that our end has written and the server has not
	// read. known is false if this world can't tell.
	Untaken(nc net.Conn) (b sockets.Buffers, known bool)

	// AwaitIdle waits until the server has nothing to do, as far as this world can tell.
	AwaitIdle(ctx context.Context)

	// HasCome reports whether bytes have arrived at our end of the connection that we have
	// not read.
	HasCome(nc net.Conn) bool

	// Squeeze limits a resource of the server, or lifts the limit. It reports false if
	// this world can't do that.
	Squeeze(program.Squeeze) bool

	// Interrupt asks the server to stop, as Ctrl-C does. Its error is a *program.Trouble,
	// and says that the server could not be asked. Crash ends the server at once.
	Interrupt() error
	Crash()

	// Ended reports whether the server has ended, for any reason, and how. It waits for
	// that at most as long as wait.
	Ended(wait time.Duration) (how string, ended bool)

	// Exiting reports whether the system is closing what the server had open, and the server
	// itself can do nothing any more. It is false where this world can't tell.
	Exiting() bool

	// AwaitEnd waits until the server has ended, at most until ctx ends.
	AwaitEnd(ctx context.Context)

	// Lost is the total time in which the server could have run but got no processor, or
	// the kit was stopped. No limit may count this time. KitLate is the longest delay of
	// the kit alone.
	Lost() time.Duration
	KitLate() time.Duration

	// Ran is the processor time that the server has used, as of the last call of Lost; 0
	// if this world can't tell.
	Ran() time.Duration

	// Dropped reports whether the system dropped packets of a connection to the server
	// because the backlog is full: callers that the server has not accepted fill the
	// queue. room is how many that queue holds. A nil nc means a connection that was never
	// made. dropped is false if this world can't tell.
	Dropped(nc net.Conn) (room int, dropped bool)

	// ExitStatus is the exit status of a server that has ended; -1 if it was killed.
	ExitStatus() int

	// AwaitOutput waits, at most until ctx ends, until the text that the server has
	// printed is as wanted.
	AwaitOutput(ctx context.Context, wanted func(text string) bool) bool

	// Memory is the server's resident memory, in bytes. known is false if this world can't
	// tell.
	Memory() (bytes int64, known bool)

	// Trouble says why the kit stopped the server early, if it did.
	Trouble() *program.Trouble

	// Output is the last part of what the server printed.
	Output() string

	// Stop ends the server, if one was started, and cleans up.
	Stop()

	// LeftRunning says, after Stop, what could not be ended; nil if nothing is known to be
	// left running.
	LeftRunning() []string
}
