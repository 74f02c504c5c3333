// Package blind is a switch for tests. With it the kit on Linux knows no more about
// a server than it does on Windows and macOS: it asks the kernel for no sockets, and
// reads nothing in /proc about a server's memory and threads.
//
// It takes nothing from how processes are ended: that is no part of a verdict.
package blind

import (
	"os"
	"sync"
)

// Variable is the environment variable that makes the kit blind, if it is not empty.
const Variable = "CHATLAB_BLIND"

// Kit reports whether the kit is to be blind. Nothing else reads the variable.
var Kit = sync.OnceValue(func() bool { return os.Getenv(Variable) != "" })
