package sockets

import (
	"os"
	"sync"
)

// BlindVariable is the environment variable that makes the kit blind if it is not empty.
// It is a switch for tests.
const BlindVariable = "CHATLAB_BLIND"

// Blind reports whether the kit must know no more about a server than on Windows and macOS.
// Then it asks the kernel for no sockets, and reads nothing in /proc about a server's memory
// and threads. It ends processes as usual, because no verdict depends on that. Nothing else
// reads the variable.
var Blind = sync.OnceValue(func() bool { return os.Getenv(BlindVariable) != "" })
