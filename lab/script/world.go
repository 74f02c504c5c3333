package script

import (
	"context"
	"net"
	"time"

	"chatlab/lab/fault"
	"chatlab/lab/program"
	"chatlab/lab/trace"
)

// A Call is how a client calls.
type Call struct {
	Name          string // the client's; one without a name has no path that could misbehave
	ReceiveBuffer int    // what its end holds for it unread, in bytes, roughly; 0: as much as is usual
	From          string // the address that it calls from; empty: any
}

// A World is where a scenario happens. Commands reach the outside through it
// alone, and tell the time by package time alone, so that the same scenario
// runs over real loopback and in a simulated network in virtual time.
type World interface {
	// Start starts the server under test, with further arguments and settings in
	// its environment ("NAME_TIME=0.5"), and returns when it can be dialed. It
	// says where the server listens.
	Start(ctx context.Context, dir string, args, env []string) (where string, err error)

	// Restart starts the server again, with the same arguments and settings and
	// at the same address. The one before must have ended.
	Restart(ctx context.Context) (where string, err error)

	// Dial connects a client to the server. The error is an Unsupported where it
	// can't call like this.
	Dial(ctx context.Context, call Call) (net.Conn, error)

	// Net puts faults on the path of the client of that name, in place of those
	// that there are. It is called with none before the client is dialed or
	// started. What happens at the server's end of the path goes to record.
	Net(name string, faults []fault.Spec, record func(trace.Event)) error

	// Client starts a chat program that a person would use, under that name.
	Client(ctx context.Context, name string) (*program.Program, error)

	// AwaitTaken waits until the server has read everything that was written
	// to the connection. It reports false if ctx ended before. A world that can't
	// tell reports true.
	AwaitTaken(ctx context.Context, nc net.Conn) bool

	// AwaitStuck waits until the server has written more to the connection, of
	// which our end reads nothing, than fits: the rest stays with the server. It
	// reports false if ctx ended before.
	AwaitStuck(ctx context.Context, nc net.Conn) bool

	// Held is how many bytes the system holds that the server has written to the
	// connection and our end has not read, and whether the server still has it
	// open. Known is false where this world can't tell.
	Held(nc net.Conn) (bytes int, open, known bool)

	// AwaitIdle waits until the server has nothing to do, in as far as this world
	// can tell.
	AwaitIdle(ctx context.Context)

	// HasCome reports whether bytes have come for our end of the connection that
	// we have not read.
	HasCome(nc net.Conn) bool

	// Squeeze lets the server have less of something, or as much as usual. It reports
	// false where that can't be done.
	Squeeze(program.Squeeze) bool

	// Interrupt asks the server to stop, as Ctrl-C does. The error is a
	// *program.Trouble, and says that the server could not be asked. Crash ends it at
	// once.
	Interrupt() error
	Crash()

	// Ended reports whether the server has ended, for whatever reason, and how.
	// It waits for that as long as it is told to.
	Ended(wait time.Duration) (how string, ended bool)

	// AwaitEnd waits until the server has ended, at most until ctx ends.
	AwaitEnd(ctx context.Context)

	// Lost is how long, in all, the server could have run and got no processor,
	// or the kit was stopped: time that no limit may count. KitLate is the
	// longest time for which the kit alone did not get on.
	Lost() time.Duration
	KitLate() time.Duration

	// Ran is the processor time that the server has used, as of the last answer of
	// Lost; 0 where this world can't tell.
	Ran() time.Duration

	// Dropped reports whether the system has dropped the packets of a connection to the
	// server, because callers that it has not accepted yet fill its queue. Room is how
	// many that queue holds. If nc is nil, the connection was never made. Dropped is
	// false where this world can't tell.
	Dropped(nc net.Conn) (room int, dropped bool)

	// ExitStatus is the exit status of a server that has ended; -1 if it was
	// ended by force.
	ExitStatus() int

	// AwaitOutput waits, at most until ctx ends, until what the server has
	// printed is as wanted.
	AwaitOutput(ctx context.Context, wanted func(text string) bool) bool

	// Memory is what the server holds resident, in bytes, where that is known.
	Memory() (bytes int64, known bool)

	// Trouble says why the server was stopped before its time, if it was.
	Trouble() *program.Trouble

	// Output is the last of what the server printed.
	Output() string

	// Stop ends the server, if one was started, and leaves nothing behind.
	Stop()

	// LeftRunning says, after Stop, what could not be ended; nil if nothing is known to stay.
	LeftRunning() []string
}
