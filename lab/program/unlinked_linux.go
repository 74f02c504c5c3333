package program

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// unlinked is what the family holds of files that were in folders, which are resolved. Files
// that were elsewhere do not count: the family may have inherited them. What it has mapped
// and closed, or sent to itself and not received, we do not see, nor what is open in a process
// that hides its descriptors from our user.
func (f family) unlinked(folders []string) unlinked {
	l := listing{folders: folders, seen: map[inode]bool{}}
	for _, p := range f {
		for _, table := range p.tables() {
			l.add(table)
		}
	}
	return l.unlinked
}

// tables returns the folders of /proc with the descriptors of p. Its threads usually share
// one. If the first thread has ended, only others still have it.
func (p process) tables() (all []string) {
	if p.threads <= 1 {
		return []string{fmt.Sprintf("/proc/%d/fd", p.pid)}
	}
	threads, _ := os.ReadDir(fmt.Sprintf("/proc/%d/task", p.pid))
	last := 0
	for _, thread := range threads {
		id, err := strconv.Atoi(thread.Name())
		if err != nil || last != 0 && shareFiles(last, id) {
			continue
		}
		all = append(all, fmt.Sprintf("/proc/%d/task/%d/fd", p.pid, id))
		last = id
	}
	return all
}

// shareFiles reports whether two threads have the same descriptors. If the system does not
// say, they have.
func shareFiles(one, other int) bool {
	const files = 2 // KCMP_FILES of kcmp(2)
	differ, _, err := unix.Syscall6(unix.SYS_KCMP, uintptr(one), uintptr(other), files, 0, 0, 0)
	return err != 0 || differ == 0
}

type inode struct{ device, number uint64 }

// A listing is what was found in descriptors so far.
type listing struct {
	unlinked
	folders     []string
	seen        map[inode]bool // many descriptors may be of one file
	descriptors int
}

// add looks at the descriptors in a folder of /proc.
func (l *listing) add(table string) {
	if l.many {
		return
	}
	dir, err := os.Open(table)
	if err != nil {
		return // it has ended, or hides them
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(mostDescriptors + 1 - l.descriptors)
	l.descriptors += len(names)
	if l.many = l.descriptors > mostDescriptors; l.many {
		return
	}
	for _, name := range names {
		var info unix.Stat_t
		path := table + "/" + name
		if !l.wasOurs(path) || unix.Stat(path, &info) != nil || info.Nlink > 0 || info.Mode&unix.S_IFMT != unix.S_IFREG {
			continue
		}
		if id := (inode{info.Dev, info.Ino}); !l.seen[id] {
			l.seen[id] = true
			l.files++
			l.bytes += info.Size
		}
	}
}

// wasOurs reports whether a descriptor is of a file that was in one of the folders and may
// have been removed. A name that is too long for the system is a stranger's.
func (l *listing) wasOurs(descriptor string) bool {
	name, err := os.Readlink(descriptor)
	if err != nil {
		return errors.Is(err, unix.ENAMETOOLONG)
	}
	return strings.HasSuffix(name, " (deleted)") && slices.ContainsFunc(l.folders, func(folder string) bool {
		return strings.HasPrefix(name, strings.TrimSuffix(folder, "/")+"/")
	})
}
