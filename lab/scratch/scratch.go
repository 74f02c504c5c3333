// Package scratch makes the kit's temporary folders. It also removes the folders that killed
// runs of the kit have left behind.
//
// All folders of a process are in one parent folder, which the process keeps locked while it
// needs any of them. A parent folder that nobody has locked can be removed.
//
//   - scratch.go: Folder, and the parent folder; remove.go: Remove
//   - sweep.go: removing what others left; owner_*.go: who owns a folder
//   - room_*.go: how much of the disk is free
package scratch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/gofrs/flock"
)

const (
	prefix   = "chatlab-" // of the name of the parent folder, in the system's temporary folder
	lockFile = "lock"     // in the parent folder

	// leastRoom is how many bytes must be free when the first folder is made. With less, what a
	// scenario or a server writes would be lost without a word.
	leastRoom = 2 << 20
)

// all is the parent folder of this process.
var all struct {
	sync.Mutex
	path  string
	lock  *flock.Flock
	users int
}

// Folder makes a new temporary folder whose name begins with purpose. Call remove exactly
// once, when nobody needs the folder any more. The error says which folder could not be made,
// and what to try.
func Folder(purpose string) (path string, remove func(), err error) {
	all.Lock()
	defer all.Unlock()
	if all.users == 0 {
		if err := begin(); err != nil {
			return "", nil, unusable(err)
		}
	}
	if path, err = os.MkdirTemp(all.path, purpose+"-*"); err != nil {
		if all.users == 0 {
			end()
		}
		return "", nil, unusable(err)
	}
	all.users++
	return path, func() {
		Remove(path)
		all.Lock()
		defer all.Unlock()
		if all.users--; all.users == 0 {
			end()
		}
	}, nil
}

// begin makes the parent folder; the caller has locked all.
func begin() error {
	sweepOnce.Do(func() { sweep(os.TempDir()) })
	path, err := os.MkdirTemp("", fmt.Sprintf("%s%d-*", prefix, os.Getpid()))
	if err != nil {
		return err
	}
	if free, known := Room(path); known && free < leastRoom {
		os.Remove(path)
		return fmt.Errorf("less than %d MB are free there", leastRoom>>20)
	}
	all.path, all.lock = path, flock.New(filepath.Join(path, lockFile))
	if ours, err := all.lock.TryLock(); err != nil || !ours {
		os.RemoveAll(path)
		return fmt.Errorf("%s can't be locked: %w", all.lock.Path(), err)
	}
	return nil
}

// end removes the parent folder; the caller has locked all.
func end() {
	all.lock.Unlock()
	os.RemoveAll(all.path)
}

func unusable(err error) error {
	why := err
	if path := new(fs.PathError); errors.As(err, &path) {
		why = path.Err
	}
	return fmt.Errorf("the folder for temporary files, %s, can't be used: %w; set TMPDIR (on Windows TMP) to a folder that can be written, on a disk that has room", os.TempDir(), why)
}
