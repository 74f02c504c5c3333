package program

import "syscall"

// awaitExit waits until a child process has ended, without taking its exit
// status. As long as that is not taken the id stays its own, so the group can
// be killed without hitting a stranger. It reports whether that worked.
func awaitExit(pid int) bool {
	const byID = 1 // P_PID of waitid(2)
	for {
		_, _, errno := syscall.Syscall6(syscall.SYS_WAITID, byID, uintptr(pid), 0, syscall.WEXITED|syscall.WNOWAIT, 0, 0)
		if errno != syscall.EINTR {
			return errno == 0
		}
	}
}
