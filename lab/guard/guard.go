// Package guard stands between the kit and the program that runs it, such as a shell.
// The guard runs the kit as a child. When that has ended, however it did, the guard ends what it left
// behind; and when it was killed, as by a server that kills its parent, the guard
// says so, by an exit status that is not that of success. (`go tool` takes a program
// that a signal has ended for one that has succeeded.)
//
//   - guard.go: what the guarded program sees of it
//   - guard_linux.go: the guard; guard_other.go: where there is none
package guard

import (
	"context"
	"io"
	"os"
	"strconv"
)

// variable names the descriptor that the guarded program inherits: the end of a
// pipe that is closed when it is to end.
const variable = "CHATLAB_GUARD"

// A Go program that panics ends with status 2, which means wrong usage here. So a
// guarded program tells its guard of wrong usage by another status.
const (
	crashed    = 2
	wrongUsage = 102
)

// Status returns the exit status with which to end, so that the program as a whole ends
// with the given one. With a guard these differ for wrong usage.
func Status(status int) int {
	if guarded && status == crashed {
		return wrongUsage
	}
	return status
}

// guarded is set once there is a guard.
var guarded bool

// Guarded reports whether a guard has started this program.
func Guarded() bool { return guarded || os.Getenv(variable) != "" }

// Context returns a context that ends when the guard says so, or has ended itself.
// Without a guard it is ctx.
func Context(ctx context.Context) context.Context {
	fd, err := strconv.Atoi(os.Getenv(variable))
	if err != nil {
		return ctx
	}
	os.Unsetenv(variable) // it is not for those whom we start
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
