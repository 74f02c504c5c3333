package reaper

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
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
//
// A list of children is not to be relied on while they come and go: one that ended
// before it was asked about has left us its own, and the kernel skips one for each
// that goes while it lists them. So a list counts once the next one is the same.
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

// await takes the exit status of a child that was killed.
func await(pid int) {
	for {
		if _, err := unix.Wait4(pid, nil, 0, nil); err != unix.EINTR {
			return
		}
	}
}

// Finds reports whether a process found this line in its environment when it
// began. One that has ended, or is not ours, did not. One that is just about to
// begin or to end is waited for.
func Finds(pid int, line string) bool {
	for limit := time.Now().Add(endTime); ; time.Sleep(time.Millisecond) { // the kernel gives no event
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pid))
		if strings.Contains("\x00"+string(text), "\x00"+line+"\x00") {
			return true
		}
		if errors.Is(err, fs.ErrPermission) || wasWhole(pid, len(text)) || time.Now().After(limit) {
			return false
		}
	}
}

// wasWhole reports whether an environment of so many bytes is all that a process
// has. One that has ended has none; within execve(2) and exit(2) the file is empty,
// or cut off, while the process is still there, and so are its own children.
func wasWhole(pid, size int) bool {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return true
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	const state, flags, envStart, envEnd = 3, 9, 50, 51 // fields by the numbers of proc(5)
	fields := strings.Fields(rest)
	if len(fields) <= envEnd-state || fields[0] == "Z" || fields[0] == "X" {
		return true
	}
	const ofKernel = 0x200000 // PF_KTHREAD: a thread of the kernel's own never has one
	if word, _ := strconv.Atoi(fields[flags-state]); word&ofKernel != 0 {
		return true
	}
	start, _ := strconv.Atoi(fields[envStart-state])
	end, _ := strconv.Atoi(fields[envEnd-state])
	return end != 0 && end-start == size
}
