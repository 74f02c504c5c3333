package watch

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

// testTime is how long the system may take to report a file that we made. A system that reports
// files at all needs a few milliseconds.
const testTime = time.Second

// open returns a watcher of the system that works, or nil.
func open(ctx context.Context, scratch string) *fsnotify.Watcher {
	n, err := fsnotify.NewWatcher()
	if err != nil {
		return nil // such as: this machine has too many of them
	}
	if !tells(ctx, n, scratch) {
		n.Close()
		return nil
	}
	return n
}

// tells makes a file and reports whether the system reports it.
func tells(ctx context.Context, n *fsnotify.Watcher, scratch string) bool {
	if os.MkdirAll(scratch, 0o777) != nil || n.Add(scratch) != nil {
		return false
	}
	defer n.Remove(scratch)
	file, err := os.CreateTemp(scratch, "watch-*.tmp")
	if err != nil {
		return false
	}
	defer os.Remove(file.Name())
	defer file.Close()
	ctx, cancel := context.WithTimeout(ctx, testTime)
	defer cancel()
	for {
		select {
		case e := <-n.Events:
			if filepath.Base(e.Name) == filepath.Base(file.Name()) {
				return true
			}
		case <-n.Errors:
			return false
		case <-ctx.Done():
			return false
		}
	}
}

// channels returns the channels of the system's reports. Without a watcher they are nil, and
// never ready.
func (w *watcher) channels() (<-chan fsnotify.Event, <-chan error) {
	if w.notify == nil {
		return nil, nil
	}
	return w.notify.Events, w.notify.Errors
}

// follow asks the system to report changes in the folders. A folder that was deleted and came
// back needs a new request. To ask twice is harmless.
func (w *watcher) follow(folders []string) {
	if w.notify == nil {
		return
	}
	for _, folder := range folders {
		w.notify.Add(folder) // if this fails, the look every few seconds still works
	}
}

func (w *watcher) stopNotify() {
	if w.notify != nil {
		w.notify.Close()
		w.notify = nil
	}
}
