package reaper

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// Adopt makes every process that our descendants leave behind a child of ours,
// from now on.
var Adopt = sync.OnceValue(func() error {
	return unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
})

// children returns the ids of our children, also of adopted ones: proc(5),
// /proc/pid/task/tid/children.
func children() (pids []int) {
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return nil
	}
	for _, thread := range threads {
		text, _ := os.ReadFile("/proc/self/task/" + thread.Name() + "/children")
		for word := range strings.FieldsSeq(string(text)) {
			if pid, err := strconv.Atoi(word); err == nil {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}

// End kills those children that are wanted, and then what these leave behind,
// until none is left. It waits for their end, so nobody else may.
func End(wanted func(pid int) bool) {
	for limit, found := time.Now().Add(endTime), true; found && time.Now().Before(limit); {
		found = false
		for _, pid := range children() {
			if wanted(pid) && unix.Kill(pid, unix.SIGKILL) == nil {
				await(pid)
				found = true
			}
		}
	}
}

// await takes the exit status of a child that was killed.
func await(pid int) {
	for {
		if _, err := unix.Wait4(pid, nil, 0, nil); err != unix.EINTR {
			return
		}
	}
}

// Finds reports whether a process found this line in its environment when it
// began. One that has ended, or is not ours, did not.
func Finds(pid int, line string) bool {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pid))
	return err == nil && strings.Contains("\x00"+string(text), "\x00"+line+"\x00")
}
