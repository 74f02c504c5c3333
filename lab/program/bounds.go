package program

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

// Bounds are what a command of a stranger and all that it starts may use together. A zero
// field bounds nothing. We look ten times a second, where the system shows it, and end a command
// that uses more.
type Bounds struct {
	Threads int // at once
	Waiting int // of those, how many may wait for a processor all the time; see waiting

	Processor time.Duration // of all together, those that have ended included

	Memory  int64    // resident, in bytes
	Folders []string // where it may write, whatever else it does; "." is its working folder
	Disk    int64    // bytes of the files in them, and of those that it has removed and still holds open
	Files   int      // files and folders in them
}

// fewProcesses are so few that we look at all of them each time.
const fewProcesses = 8

// mostNested is how many folders may be in one another. More take long to remove.
const mostNested = 64

// wholeEvery is how often we look at what takes long to look at, in looks.
const wholeEvery = 5

// A watch holds the bounds of one command.
type watch struct {
	Bounds
	leader  int
	places  []string // Folders, as the system names them
	looks   int
	waiting waiting

	measured  chan int64 // gets the memory of the family, some time after measuring was set
	measuring bool
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
	return &watch{Bounds: b, leader: leader, places: resolved(b.Folders), measured: make(chan int64, 1)}
}

// broken takes a look, and says which bound is broken; "" if none is. It is called until the
// command has ended, and then end is.
func (w *watch) broken() string {
	w.looks++
	whole := w.looks%wholeEvery == 0
	var all family
	if w.Threads > 0 || w.Waiting > 0 || w.Processor > 0 || w.Memory > 0 || whole && w.Disk > 0 {
		all = familyOf(w.leader)
		if why := w.numbers(all); why != "" {
			return why
		}
		if why := w.holds(all, whole); why != "" {
			return why
		}
	}
	if whole {
		return w.fills(all)
	}
	return ""
}

// numbers says which bound is broken on what processes do.
func (w *watch) numbers(all family) string {
	threads := all.threads()
	switch {
	case w.Threads > 0 && threads > w.Threads,
		w.Waiting > 0 && w.waiting.tooMany(threads, w.Waiting+runtime.NumCPU(), all.ranExactly, all.ready):
		return w.tooManyThreads()
	case w.Processor > 0 && all.ran() > w.Processor:
		return fmt.Sprintf("used more than %v of processor time, with all that it started", w.Processor)
	}
	return ""
}

// tooManyThreads says that Threads or Waiting is broken, and not which of them. That depends on
// how busy the machine is: a program that forks without end is the slower at it, the less it
// gets of a processor. The same hand-in has to get the same words each time.
func (b Bounds) tooManyThreads() string {
	most := fmt.Sprintf("%d", b.Threads)
	waiting := fmt.Sprintf("%d that waited for a processor all the time", b.Waiting)
	switch {
	case b.Waiting <= 0:
		return "had more than " + most + " processes and threads"
	case b.Threads <= 0:
		return "had processes and threads, more than " + waiting
	}
	return "had too many processes and threads: more than " + most + ", or more than " + waiting
}

// holds says which bound on memory is broken. It has the memory measured, and does not wait
// for that: the system makes us wait for a process that is changing its memory, such as by a
// fork. If many others keep that one from running, it takes as long as they like.
func (w *watch) holds(all family, whole bool) string {
	if w.Memory <= 0 {
		return ""
	}
	if !w.measuring && (whole || len(all) <= fewProcesses) {
		w.measuring = true
		go func() { w.measured <- all.memory() }() // end waits for it
	}
	select {
	case memory := <-w.measured:
		w.measuring = false
		switch {
		case memory > w.Memory:
			return fmt.Sprintf("used more than %d MiB of memory, with all that it started", w.Memory>>20)
		case crowded(w.leader, memory):
			return "used so much memory that too little was left for others"
		}
	default:
	}
	return ""
}

// end is called when the command has ended, or was killed.
func (w *watch) end() {
	if w.measuring {
		<-w.measured
		w.measuring = false
	}
	crowd.leave(w.leader)
}

// fills says which bound on files is broken. It looks first at what has no name any more: a
// file that is removed between both looks then counts next time, and none counts twice.
func (w *watch) fills(all family) string {
	if w.Disk <= 0 || w.Files <= 0 {
		return ""
	}
	held := all.unlinked(w.places)
	if held.many {
		return fmt.Sprintf("had more than %d files and connections open", mostDescriptors)
	}
	files, bytes := held.files, held.bytes
	why := w.tooMuch(files, bytes)
	for _, folder := range w.Folders {
		if why != "" {
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
			files++
			if why = w.tooMuch(files, bytes); why == "" && strings.Count(path, "/") > mostNested {
				why = fmt.Sprintf("made more than %d folders in one another", mostNested)
			}
			if why != "" {
				return filepath.SkipAll
			}
			return nil
		})
		root.Close()
	}
	return why
}

func (w *watch) tooMuch(files int, bytes int64) string {
	switch {
	case files > w.Files:
		return fmt.Sprintf("made more than %d files", w.Files)
	case bytes > w.Disk:
		return fmt.Sprintf("wrote files of more than %d MiB", w.Disk>>20)
	}
	return ""
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
