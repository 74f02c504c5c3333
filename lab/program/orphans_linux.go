package program

import (
	"fmt"
	"os"
	"sync/atomic"
	"syscall"

	"chatlab/lab/reaper"
)

// dieWithUs has the system kill a process when the thread that started it ends, as
// all do when the kit is killed. Go ends no thread of its own accord.
func dieWithUs(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGKILL }

var marks atomic.Int64

// mark returns a variable for the environment of a program, by which to know its
// descendants, wherever they have moved. From now on orphans become our children.
func mark() string {
	reaper.Adopt()
	return fmt.Sprintf("CHATLAB_PROGRAM=%d-%d", os.Getpid(), marks.Add(1))
}

// endMarked ends what a program has left behind in groups of its own. Other programs
// that run are no part of that; to ask the system about each would cost more than all
// else here.
func endMarked(mark string) {
	reaper.End(func(pid int) bool {
		_, isProgram := unwaited.Load(pid)
		return !isProgram && reaper.Finds(pid, mark)
	})
}
