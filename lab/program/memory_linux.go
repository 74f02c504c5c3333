package program

import (
	"fmt"
	"os"
	"strconv"
	"syscall"

	"chatlab/lab/sockets"
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

// members returns the processes of a group; none where they can't be seen.
func members(group int) []int {
	if sockets.Blind() {
		return nil
	}
	proc, err := os.Open("/proc")
	if err != nil {
		return nil
	}
	defer proc.Close()
	names, _ := proc.Readdirnames(-1)
	var pids []int
	for _, name := range names {
		pid, err := strconv.Atoi(name)
		if err != nil {
			continue // no process
		}
		if its, err := syscall.Getpgid(pid); err == nil && its == group {
			pids = append(pids, pid)
		}
	}
	return pids
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
