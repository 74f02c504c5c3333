// Package scratch makes the kit's temporary folders, and removes what runs of the
// kit that were killed have left behind.
//
// All folders of a process lie in one, which it holds a lock on as long as it needs
// one of them. A folder whose lock nobody holds is of no use to anybody.
//
//   - scratch.go: Folder, and the folder around all
//   - sweep.go: removing what others left; owner_*.go: whose it is
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
	prefix   = "chatlab-" // of each process's folder, in the system's temporary folder
	lockFile = "lock"     // in it
)

// all is the folder around all of this process.
var all struct {
	sync.Mutex
	path  string
	lock  *flock.Flock
	users int
}

// Folder makes a new temporary folder, whose name begins with purpose. Remove it
// with remove when nobody needs it any more, once. The error says which folder could
// not be made, and what to try.
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
		os.RemoveAll(path)
		all.Lock()
		defer all.Unlock()
		if all.users--; all.users == 0 {
			end()
		}
	}, nil
}

// begin makes the folder around all, with all held.
func begin() error {
	sweepOnce.Do(func() { sweep(os.TempDir()) })
	path, err := os.MkdirTemp("", fmt.Sprintf("%s%d-*", prefix, os.Getpid()))
	if err != nil {
		return err
	}
	all.path, all.lock = path, flock.New(filepath.Join(path, lockFile))
	if ours, err := all.lock.TryLock(); err != nil || !ours {
		os.RemoveAll(path)
		return fmt.Errorf("%s can't be locked: %w", all.lock.Path(), err)
	}
	return nil
}

// end removes it, with all held.
func end() {
	all.lock.Unlock()
	os.RemoveAll(all.path)
}

func unusable(err error) error {
	why := err
	if path := new(fs.PathError); errors.As(err, &path) {
		why = path.Err
	}
	return fmt.Errorf("no temporary folder can be made in %s: %w; set TMPDIR (on Windows TMP) to a folder that can be written", os.TempDir(), why)
}
