package program

import (
	"fmt"
	"os"
)

// memory returns the resident memory of a process in bytes; 0 where that
// can't be seen, which is everywhere but on Linux.
func memory(pid int) int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	var size, resident int64
	fmt.Sscan(string(text), &size, &resident)
	return resident * int64(os.Getpagesize())
}
