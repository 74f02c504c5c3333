package program

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"syscall"
)

// awaitExit waits until a child process has ended, but does not take its exit status. Until
// that is taken, the system does not use the id again, so a kill of the group can't hit a
// stranger. It reports whether the wait worked.
func awaitExit(pid int) bool {
	const byID = 1 // P_PID of waitid(2)
	for {
		_, _, errno := syscall.Syscall6(syscall.SYS_WAITID, byID, uintptr(pid), 0, syscall.WEXITED|syscall.WNOWAIT, 0, 0)
		if errno != syscall.EINTR {
			return errno == 0
		}
	}
}

// exiting reports whether the kernel is ending a process: it runs no code any more, and its
// files are closed one after the other. That is a flag of proc_pid_stat(5).
func exiting(pid int) bool {
	_, _, flags := stat(pid)
	return flags&isExiting != 0
}

// isExiting is PF_EXITING.
const isExiting = 0x4

// partlyExiting reports whether one of the processes of a group is exiting, and has files
// left to close. A zombie has none, unless it has threads that are still exiting.
func partlyExiting(group int) bool {
	for _, pid := range members(group) {
		state, threads, flags := stat(pid)
		if flags&isExiting != 0 && (state != 'Z' || threads > 1) {
			return true
		}
	}
	return false
}

// stat returns the state of a process, how many threads it has, and its flags, or zeros.
func stat(pid int) (state byte, threads, flags uint64) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0, 0
	}
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:]) // from the third on
	if len(fields) < 18 {
		return 0, 0, 0
	}
	flags, _ = strconv.ParseUint(string(fields[6]), 10, 64)
	threads, _ = strconv.ParseUint(string(fields[17]), 10, 64)
	return fields[0][0], threads, flags
}
