package program

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"time"
)

// threadsOf returns the counters of all threads of a group's processes, by thread id.
func threadsOf(group int) map[int]thread {
	threads := make(map[int]thread)
	for _, pid := range members(group) {
		addThreads(threads, pid)
	}
	return threads
}

// addThreads reads the threads of one process. It skips a thread that ends meanwhile.
func addThreads(threads map[int]thread, pid int) {
	dir, err := os.Open(fmt.Sprintf("/proc/%d/task", pid))
	if err != nil {
		return
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(-1)
	for _, name := range names {
		id, _ := strconv.Atoi(name)
		counts, err := os.ReadFile(dir.Name() + "/" + name + "/schedstat")
		if err != nil {
			continue
		}
		var ran, waited int64 // nanoseconds: Documentation/scheduler/sched-stats.rst of the kernel
		if n, _ := fmt.Sscan(string(counts), &ran, &waited); n == 2 {
			threads[id] = thread{time.Duration(ran), time.Duration(waited), canRun(dir.Name() + "/" + name)}
		}
	}
}

// canRun reports whether a thread is in state R: running, or waiting for a processor.
func canRun(thread string) bool {
	stat, err := os.ReadFile(thread + "/stat")
	if err != nil {
		return false
	}
	at := bytes.LastIndexByte(stat, ')') // the name before it may contain any character
	return at >= 0 && bytes.HasPrefix(stat[at:], []byte(") R"))
}
