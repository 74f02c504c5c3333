//go:build unix

package program

import (
	"syscall"
	"time"
)

// Used returns the processor time of this process and of all that it has started and that has
// ended, those they had started and waited for included. ok reports whether the system tells.
func Used() (used time.Duration, ok bool) {
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		if syscall.Getrusage(who, &u) != nil {
			return 0, false
		}
		used += time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	return used, true
}
