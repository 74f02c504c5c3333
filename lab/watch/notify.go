package watch

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

// testTime is how long the system may take to tell us of a file that we made.
// Where it tells at all, it takes some milliseconds.
const testTime = time.Second

// open returns a watcher of the system that is known to work, or nil.
func open(ctx context.Context, scratch string) *fsnotify.Watcher {
	n, err := fsnotify.NewWatcher()
	if err != nil {
		return nil // such as: too many of them on this machine
	}
	if !tells(ctx, n, scratch) {
		n.Close()
		return nil
	}
	return n
}

// tells makes a file and waits to be told of it.
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

// channels returns where the system tells us, or what never does.
func (w *watcher) channels() (<-chan fsnotify.Event, <-chan error) {
	if w.notify == nil {
		return nil, nil
	}
	return w.notify.Events, w.notify.Errors
}

// follow asks to be told of the folders. One that was deleted and came back
// has to be asked for again; asking twice does no harm.
func (w *watcher) follow(folders []string) {
	if w.notify == nil {
		return
	}
	for _, folder := range folders {
		w.notify.Add(folder) // if that is refused, looking now and then is what is left
	}
}

func (w *watcher) stopNotify() {
	if w.notify != nil {
		w.notify.Close()
		w.notify = nil
	}
}
