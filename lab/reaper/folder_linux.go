package reaper

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Folder returns a folder of proc(5) that tells what the threads of a process share: its memory, with its
// environment. That is /proc/pid. If the first thread has ended, it has nothing to tell any more, and counts
// as a zombie. Then it is the folder of another thread, as long as there is one.
func Folder(pid int) string {
	whole := fmt.Sprintf("/proc/%d", pid)
	if first := stat(whole); !first.ended() || first.number(threads) <= 1 {
		return whole
	}
	others, _ := os.ReadDir(whole + "/task")
	for _, thread := range others {
		if one := whole + "/task/" + thread.Name(); !stat(one).ended() {
			return one
		}
	}
	return whole
}

// wasWhole reports whether size bytes are the whole environment of a process. A process that
// has ended has none. During execve(2) and exit(2) the file is empty or cut off, although the
// process and its children are still there. The children of a thread that ends are adopted by another
// thread of its process, so a process has children until its last thread has ended.
func wasWhole(pid, size int) bool {
	s := stat(Folder(pid))
	const ofKernel = 0x200000 // PF_KTHREAD: a kernel thread never has an environment
	switch {
	case s.ended():
		return s.number(threads) <= 1
	case s.number(flags)&ofKernel != 0:
		return true
	}
	end := s.number(envEnd)
	return end != 0 && end-s.number(envStart) == size
}

// A status has the fields of proc_pid_stat(5), for a process or a thread. It is empty if there is none.
type status []string

// The numbers that proc_pid_stat(5) gives to fields.
const (
	state    = 3
	flags    = 9
	threads  = 20 // of the whole process
	envStart = 50
	envEnd   = 51
)

func stat(folder string) status {
	text, err := os.ReadFile(folder + "/stat")
	if err != nil {
		return nil
	}
	rest := string(text[strings.LastIndexByte(string(text), ')')+1:]) // the name before it may contain any character
	return append(make(status, state), strings.Fields(rest)...)
}

func (s status) ended() bool { return len(s) <= envEnd || s[state] == "Z" || s[state] == "X" }

// number returns a field, or 0 if there is none.
func (s status) number(field int) int {
	if field >= len(s) {
		return 0
	}
	n, _ := strconv.Atoi(s[field])
	return n
}
