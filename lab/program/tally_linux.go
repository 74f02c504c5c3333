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

// An entry is what we know of one process.
type entry struct{ pid, parent, group, threads int }

// A roll lists all processes of a moment. Like a census, it is shared by those who ask at
// the same moment.
type roll struct {
	mu  sync.Mutex // guards all below
	at  time.Time
	all []entry
}

var enrolled roll

// processesFrom returns the processes of the group of leader, and all descendants of leader,
// whatever group they are in. In a namespace of its own nothing that leader has started is
// left out: there an orphan becomes the child of process 1, which is a descendant.
func processesFrom(leader int) (family []entry) {
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
			family = append(family, e)
		}
	}
	return family
}

func everyProcess() (all []entry) {
	proc, err := os.Open("/proc")
	if err != nil {
		return nil
	}
	defer proc.Close()
	names, _ := proc.Readdirnames(-1)
	for _, name := range names {
		pid, err := strconv.Atoi(name)
		if err != nil {
			continue // not a process
		}
		text, err := os.ReadFile("/proc/" + name + "/stat")
		if err != nil {
			continue // it has ended
		}
		// The fields after the name are state ppid pgrp …; the eighteenth is num_threads.
		fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
		if len(fields) < 18 {
			continue
		}
		number := func(at int) int { n, _ := strconv.Atoi(string(fields[at])); return n }
		all = append(all, entry{pid, number(1), number(2), number(17)})
	}
	return all
}

// muchMemory is from where on it matters how much of it processes share.
const muchMemory = 128 << 20

// tallyOf returns what leader and all that it started use. Whole asks for the memory that
// several of them share to be counted only once. It takes long for many processes.
func tallyOf(leader int, whole bool) (t tally) {
	family := processesFrom(leader)
	t.processes = len(family)
	for _, e := range family {
		t.threads += e.threads
		t.memory += resident(e.pid)
	}
	if t.memory < muchMemory || len(family) > fewProcesses && !whole {
		return t
	}
	t.memory = 0
	for _, e := range family {
		t.memory += proportional(e.pid)
	}
	return t
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
