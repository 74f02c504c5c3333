package program

import (
	"fmt"
	"os"
)

// memory returns the resident memory of the largest process of a group, in bytes. It takes
// the largest because the server may be the child of a starter, such as a shell. A sum would
// count memory that forked processes share once for each of them.
func memory(group int) int64 {
	var most int64
	for _, pid := range members(group) {
		most = max(most, resident(pid))
	}
	return most
}

func resident(pid int) int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0 // it has ended
	}
	var size, pages int64
	fmt.Sscan(string(text), &size, &pages)
	return pages * int64(os.Getpagesize())
}
