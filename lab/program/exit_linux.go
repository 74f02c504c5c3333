package program

import "syscall"

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
