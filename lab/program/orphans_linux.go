package program

import (
	"fmt"
	"os"
	"sync/atomic"
	"syscall"

	"chatlab/lab/reaper"
)

// dieWithUs asks the kernel to kill a process when the thread that started it ends. A kill of
// the kit ends all its threads. Go ends no thread by itself.
func dieWithUs(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGKILL }

var marks atomic.Int64

// mark returns a variable for the environment of a program. By it we find all descendants of
// the program, in any group. From now on orphans become our children.
func mark() string {
	reaper.Adopt()
	return fmt.Sprintf("%s=%d-%d", Mark, os.Getpid(), marks.Add(1))
}

// endMarked ends what a program has left running in other groups. It skips programs that we
// started and that still run. To ask the system about each would cost more than all else here.
func endMarked(mark string) {
	reaper.End(func(pid int) bool {
		_, isProgram := unwaited.Load(pid)
		return !isProgram && reaper.Finds(pid, mark)
	})
}
