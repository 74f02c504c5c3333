package reaper

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// Adopt makes us a child subreaper: from now on every orphan among our descendants becomes
// our child.
var Adopt = sync.OnceValue(func() error {
	return unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
})

// children returns the ids of our children and of the orphans we adopted. See proc(5),
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

// End kills the children that wanted accepts, then their orphans, until none is left. It
// takes their exit status, so nobody else may wait for them.
//
// A list of children is unreliable while they come and go. A child that ends before we ask
// about it leaves us its own children. And the kernel skips one child for each that ends
// while it lists them. So End stops only when two lists in a row are the same.
func End(wanted func(pid int) bool) {
	limit := time.Now().Add(endTime)
	for before := children(); time.Now().Before(limit); {
		found := false
		for _, pid := range before {
			if wanted(pid) && unix.Kill(pid, unix.SIGKILL) == nil {
				await(pid)
				found = true
			}
		}
		after := children()
		if !found && slices.Equal(before, after) {
			return
		}
		before = after
	}
}

// await takes the exit status of a killed child.
func await(pid int) {
	for {
		if _, err := unix.Wait4(pid, nil, 0, nil); err != unix.EINTR {
			return
		}
	}
}

// Finds reports whether a process started with this line in its environment. It is false for
// a process that has ended or is not ours. While a process is just starting or ending, Finds
// waits.
func Finds(pid int, line string) bool {
	for limit := time.Now().Add(endTime); ; time.Sleep(time.Millisecond) { // the kernel gives no event
		text, err := os.ReadFile(Folder(pid) + "/environ")
		if strings.Contains("\x00"+string(text), "\x00"+line+"\x00") {
			return true
		}
		if errors.Is(err, fs.ErrPermission) || wasWhole(pid, len(text)) || time.Now().After(limit) {
			return false
		}
	}
}
