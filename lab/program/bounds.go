package program

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Bounds are what a command of a stranger and all that it starts may use together. A zero
// field is no bound. We look ten times a second, where the system shows it, and end a command
// that uses more.
type Bounds struct {
	Threads int      // at once
	Memory  int64    // resident, in bytes
	Folders []string // where it may write, whatever else it does; "." is its working folder
	Disk    int64    // bytes of the files in them
	Files   int      // files and folders in them
}

// fewProcesses are so few that we look at all of them each time.
const fewProcesses = 8

// mostNested is how many folders may be in one another. More take long to remove.
const mostNested = 64

// wholeEvery is how often we look at what takes long to look at, in looks.
const wholeEvery = 5

// A tally is what a process and all that it started use at a moment.
type tally struct {
	processes, threads int
	memory             int64 // resident
}

// A watch holds the bounds of one command.
type watch struct {
	Bounds
	leader int
	looks  int
}

func (b Bounds) watch(leader int, dir string) *watch {
	folders := b.Folders
	b.Folders = nil
	for _, folder := range folders {
		b.Folders = append(b.Folders, folder)
		if folder == "." {
			b.Folders[len(b.Folders)-1] = dir
		}
	}
	return &watch{Bounds: b, leader: leader}
}

// broken takes a look, and says which bound is broken; "" if none is. It is called until the
// command has ended, and then end is.
func (w *watch) broken() string {
	w.looks++
	whole := w.looks%wholeEvery == 0
	if w.Threads > 0 || w.Memory > 0 {
		now := tallyOf(w.leader, whole)
		if w.Threads > 0 && now.threads > w.Threads {
			return fmt.Sprintf("had more than %d processes and threads", w.Threads)
		}
		if w.Memory > 0 && (whole || now.processes <= fewProcesses) {
			if now.memory > w.Memory {
				return fmt.Sprintf("used more than %d MiB of memory, with all that it started", w.Memory>>20)
			}
			if crowded(w.leader, now.memory) {
				return "used so much memory that too little was left for others"
			}
		}
	}
	if whole {
		return w.fills()
	}
	return ""
}

func (w *watch) end() { crowd.leave(w.leader) }

// fills says which bound on files is broken.
func (w *watch) fills() string {
	var bytes int64
	files, why := 0, ""
	for _, folder := range w.Folders {
		if w.Disk <= 0 || w.Files <= 0 {
			break
		}
		root, err := os.OpenRoot(folder) // so that no link leads out of it
		if err != nil {
			continue // it has removed the folder
		}
		fs.WalkDir(root.FS(), ".", func(path string, e fs.DirEntry, err error) error {
			if err != nil {
				return nil // it is gone, or closed to us: then it holds what we have seen
			}
			if info, err := e.Info(); err == nil && e.Type().IsRegular() {
				bytes += info.Size()
			}
			switch files++; {
			case files > w.Files:
				why = fmt.Sprintf("made more than %d files", w.Files)
			case bytes > w.Disk:
				why = fmt.Sprintf("wrote files of more than %d MiB", w.Disk>>20)
			case strings.Count(path, "/") > mostNested:
				why = fmt.Sprintf("made more than %d folders in one another", mostNested)
			default:
				return nil
			}
			return filepath.SkipAll
		})
		root.Close()
	}
	return why
}

// during watches a command that is under way, until over is closed. It kills it, and returns
// what it did.
func (w *watch) during(over <-chan struct{}, kill func() error) (why string) {
	defer w.end()
	tick := time.NewTicker(memoryEvery)
	defer tick.Stop()
	for {
		select {
		case <-over:
			return why
		case <-tick.C:
			if broken := w.broken(); broken != "" && why == "" {
				why = broken
				kill()
			}
		}
	}
}

// wait waits for a command that was started, within bounds, and then ends everything that it
// left. It returns which bound was broken.
func (b Bounds) wait(pid int, dir string, kill func() error) (why string) {
	over := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() { why = b.watch(pid, dir).during(over, kill) })
	if awaitExit(pid) { // its id is still its own, so this hits no stranger
		kill()
	}
	close(over)
	watching.Wait()
	return why
}

// crowd is what all watched commands use. So they can't use up the memory of the machine
// together: a hand-in runs many times at once.
var crowd = crowding{held: map[int]int64{}}

type crowding struct {
	mu   sync.Mutex // guards held
	held map[int]int64
}

// Of the memory of the machine, all strangers together may use one part in crowdPart. One that
// uses less than crowdLeast is never the one to blame.
const (
	crowdPart  = 2
	crowdLeast = 256 << 20
)

// crowded notes what a command uses. It reports whether all together use too much, and this
// one uses the most.
func crowded(leader int, memory int64) bool {
	crowd.mu.Lock()
	defer crowd.mu.Unlock()
	crowd.held[leader] = memory
	var all, most int64
	for _, held := range crowd.held {
		all, most = all+held, max(most, held)
	}
	whole := machineMemory()
	return whole > 0 && all > whole/crowdPart && memory == most && memory > crowdLeast
}

func (c *crowding) leave(leader int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.held, leader)
}
