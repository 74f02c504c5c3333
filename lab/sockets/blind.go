package sockets

import (
	"os"
	"sync"
)

// BlindVariable is the environment variable that makes the kit blind if it is not empty.
// It is a switch for tests.
const BlindVariable = "CHATLAB_BLIND"

// Blind reports whether the kit is to know no more about a server than it does on
// Windows and macOS: it asks the kernel for no sockets, and reads nothing in /proc
// about a server's memory and threads. How processes are ended stays as it is, since
// that is no part of a verdict. Nothing else reads the variable.
var Blind = sync.OnceValue(func() bool { return os.Getenv(BlindVariable) != "" })
