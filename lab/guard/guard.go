// Package guard is a watchdog process between the kit and the program that runs it, such as a
// shell. The guard runs the kit as a child. When the kit has ended, for any reason, the guard
// ends every process that it left running, and removes its temporary folders.
//
// A server may kill its parent, the kit. Then the guard reports that and returns an exit
// status for trouble. Without the guard, `go tool` would report success, as for every program
// that a signal has ended.
//
//   - guard.go: the side of the guarded program
//   - guard_linux.go: the guard; guard_other.go: the systems without a guard
package guard

import (
	"context"
	"io"
	"os"
	"strconv"
	"time"
)

// variable names the file descriptor that the guarded program inherits. It is the read end of
// a pipe. The guard closes the pipe when the program is to end.
const variable = "CHATLAB_GUARD"

// A Go program that panics ends with status 2, which here means wrong usage. So a guarded
// program uses another status for wrong usage.
const (
	crashed    = 2
	wrongUsage = 102
)

// Status returns the exit status to end with, so that the program as a whole ends with the
// given one. With a guard, wrong usage has a status of its own.
func Status(status int) int {
	if guarded && status == crashed {
		return wrongUsage
	}
	return status
}

// Copies is how long a signal that comes again is taken for the same one. A terminal sends a
// signal to all programs in the foreground, and `go tool` passes its copy on. Without this, one
// Ctrl-C would count as two.
const Copies = time.Second

// guarded is true once Context has found a guard.
var guarded bool

// Guarded reports whether a guard has started this program.
func Guarded() bool { return guarded || os.Getenv(variable) != "" }

// Context returns a context that ends when the guard asks for the end, or has ended itself.
// Without a guard it is ctx.
func Context(ctx context.Context) context.Context {
	fd, err := strconv.Atoi(os.Getenv(variable))
	if err != nil {
		return ctx
	}
	os.Unsetenv(variable) // our children must not inherit it
	pipe := inherited(fd)
	if pipe == nil {
		return ctx
	}
	guarded = true
	ctx, cancel := context.WithCancel(ctx)
	go func() { // ends with the process
		io.Copy(io.Discard, pipe)
		cancel()
	}()
	return ctx
}
