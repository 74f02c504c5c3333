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
// files are closed one after the other. That is the flag PF_EXITING of proc_pid_stat(5).
func exiting(pid int) bool {
	const flag = 0x4
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:]) // from the third on: state, ppid, pgrp, session, tty, tpgid, flags
	if len(fields) < 7 {
		return false
	}
	flags, err := strconv.ParseUint(string(fields[6]), 10, 64)
	return err == nil && flags&flag != 0
}
