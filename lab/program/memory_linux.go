package program

import (
	"fmt"
	"os"
)

// memory returns how many bytes the largest process of a group holds resident.
// The largest, not the sum: the server may hide behind a starter such as a
// shell, and what forked processes share would be counted once for each.
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
