package program

import (
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"

	"chatlab/lab/sockets"
)

// squeezed remembers the limits from before they were lowered.
type squeezed struct {
	mu    sync.Mutex // guards usual
	usual map[limitOf]unix.Rlimit
}

// A limitOf is one limit of one process.
type limitOf struct{ pid, resource int }

func (q *squeezed) set(group int, s Squeeze) bool {
	if sockets.Blind() {
		return false
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	for limit, usual := range q.usual {
		unix.Prlimit(limit.pid, limit.resource, &usual, nil) // an error means that the process has ended
	}
	q.usual = make(map[limitOf]unix.Rlimit)
	for _, pid := range groups()[group] { // the processes of this moment
		if s.Descriptors > 0 && !q.lower(pid, unix.RLIMIT_NOFILE, numbersFor(pid, s.Descriptors)) {
			return false
		}
		if s.FileSize > 0 && !q.lower(pid, unix.RLIMIT_FSIZE, uint64(s.FileSize)) {
			return false
		}
	}
	return true
}

func (q *squeezed) lower(pid, resource int, to uint64) bool {
	var usual unix.Rlimit
	if unix.Prlimit(pid, resource, nil, &usual) != nil {
		return false
	}
	q.usual[limitOf{pid, resource}] = usual
	return unix.Prlimit(pid, resource, &unix.Rlimit{Cur: min(to, usual.Cur), Max: usual.Max}, nil) == nil
}

// numbersFor returns the limit that lets a process open more descriptors. The limit is on the
// number of a descriptor, and a new one gets the lowest free number.
func numbersFor(pid, more int) uint64 {
	number := uint64(0)
	for ; more > 0; number++ {
		if _, err := os.Lstat("/proc/" + strconv.Itoa(pid) + fmt.Sprintf("/fd/%d", number)); err != nil {
			more--
		}
	}
	return number
}

// ignoreFileSize ignores SIGXFSZ, the signal for a file that is too large. Programs that we
// start from now on inherit that. Otherwise the signal would end them, while on a full disk a
// write just fails.
func ignoreFileSize() { signal.Ignore(syscall.SIGXFSZ) }
