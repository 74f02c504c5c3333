package scratch

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

// young is how long sweep leaves a new folder alone: it may not have its lock yet.
const young = time.Minute

var sweepOnce sync.Once

// sweep removes our folders in dir that no process holds. A folder that it can't read or
// remove stays.
func sweep(dir string) {
	found, _ := filepath.Glob(filepath.Join(dir, prefix+"*"))
	for _, path := range found {
		info, err := os.Lstat(path)
		if err != nil || !info.IsDir() || !ours(info) || time.Since(info.ModTime()) < young {
			continue
		}
		removeUnheld(path)
	}
}

// RemoveOf removes the folders of a process that has ended.
func RemoveOf(pid int) {
	found, _ := filepath.Glob(filepath.Join(os.TempDir(), fmt.Sprintf("%s%d-*", prefix, pid)))
	for _, path := range found {
		if info, err := os.Lstat(path); err == nil && info.IsDir() && ours(info) {
			removeUnheld(path)
		}
	}
}

// removeUnheld removes a folder if it has a lock that nobody holds.
func removeUnheld(path string) {
	file := filepath.Join(path, lockFile)
	if info, err := os.Lstat(file); err != nil || info.Mode()&fs.ModeType != 0 {
		return
	}
	lock := flock.New(file)
	if held, err := lock.TryLock(); err != nil || !held {
		return
	}
	lock.Unlock() // Windows can't remove a file that is open
	os.RemoveAll(path)
}
