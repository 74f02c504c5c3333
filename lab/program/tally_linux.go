package program

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"

	"chatlab/lab/sockets"
)

// A roll lists all processes of a moment. Like a census, it is shared by those who ask at
// the same moment.
type roll struct {
	mu  sync.Mutex // guards all below
	at  time.Time
	all []process
}

var enrolled roll

// familyOf returns the processes of the group of leader, and all descendants of leader,
// whatever group they are in. In a namespace of its own nothing that leader has started is
// left out: there an orphan becomes the child of process 1, which is a descendant.
func familyOf(leader int) (found family) {
	if sockets.Blind() {
		return nil
	}
	enrolled.mu.Lock()
	if time.Since(enrolled.at) >= memoryEvery/2 {
		enrolled.all, enrolled.at = everyProcess(), time.Now()
	}
	all := enrolled.all
	enrolled.mu.Unlock()
	ours := map[int]bool{leader: true}
	for more := true; more; {
		more = false
		for _, e := range all {
			if !ours[e.pid] && (ours[e.parent] || e.group == leader) {
				ours[e.pid], more = true, true
			}
		}
	}
	for _, e := range all {
		if ours[e.pid] {
			found = append(found, e)
		}
	}
	return found
}

// tick is how long the processor time of proc_pid_stat(5) counts: USER_HZ of the kernel, which
// is 100 on all systems that Go has.
const tick = 10 * time.Millisecond

func everyProcess() (all []process) {
	for _, pid := range pids() {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			continue // it has ended
		}
		// The fields after the name are state ppid pgrp …, from the twelfth on utime stime
		// cutime cstime, and the eighteenth is num_threads.
		fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
		if len(fields) < 18 {
			continue
		}
		number := func(at int) int { n, _ := strconv.Atoi(string(fields[at])); return n }
		all = append(all, process{
			pid: pid, parent: number(1), group: number(2), threads: number(17), ready: fields[0][0] == 'R',
			ran: time.Duration(number(11)+number(12)+number(13)+number(14)) * tick,
		})
	}
	return all
}

// muchMemory is from where on it matters how much of it processes share.
const muchMemory = 128 << 20

// memory is the resident memory of the family. If it is much, what several of them share
// counts only once. That takes long for many processes.
func (f family) memory() (all int64) {
	for _, p := range f {
		all += resident(p.pid)
	}
	if all < muchMemory {
		return all
	}
	all = 0
	for _, p := range f {
		all += proportional(p.pid)
	}
	return all
}

// exactly is the processor time of the first thread of a process.
func exactly(pid int) time.Duration {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/schedstat", pid))
	var ran int64 // nanoseconds
	fmt.Sscan(string(text), &ran)
	return time.Duration(ran)
}

// readyThreads is how many threads of a process run or wait for a processor.
func readyThreads(pid int) (n int) {
	dir := fmt.Sprintf("/proc/%d/task", pid)
	threads, _ := os.ReadDir(dir)
	for _, thread := range threads {
		if canRun(dir + "/" + thread.Name()) {
			n++
		}
	}
	return n
}

// proportional is the resident memory of a process, in which a page that n processes share
// counts as a part of n. A process may hide that; then it has all of its memory for itself.
func proportional(pid int) int64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if _, after, ok := bytes.Cut(text, []byte("\nPss:")); ok {
		var kib int64
		if n, _ := fmt.Sscan(string(after), &kib); n == 1 {
			return kib << 10
		}
	}
	return resident(pid)
}

// machineMemory is how much memory this machine has, in bytes.
var machineMemory = sync.OnceValue(func() int64 {
	text, _ := os.ReadFile("/proc/meminfo")
	var kib int64
	fmt.Sscanf(string(text), "MemTotal: %d kB", &kib)
	return kib << 10
})
