package history

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

// A file is what a log writes to: usually a placed file. The log knows the position
// and writes there. It does not open the file to append, since Windows could then not
// truncate it.
type file interface {
	io.WriterAt
	io.Closer
	Sync() error
	Truncate(size int64) error

	// Check reports whether the file is still at its path and has that size.
	Check(size int64) error
}

// ErrInUse says that another server writes the file.
var ErrInUse = errors.New("another server keeps its history there")

// Open opens the history in a file, or begins one. It reads what is there. A torn end
// is cut off; other damage is a *Damage. It holds FILE.lock beside it until Close. If
// another process holds that, the error is ErrInUse.
func Open(path string, o Options) (*Log, error) {
	o = o.withDefaults()
	path, err := realPath(path)
	if err != nil {
		return nil, err
	}
	for _, place := range []string{path, aside(path), lockOf(path)} {
		if err := isFileOrNothing(place); err != nil {
			return nil, err
		}
	}
	l := &Log{options: o, path: path, lock: flock.New(lockOf(path), flock.SetPermissions(0o600))}
	ours, err := l.lock.TryLock()
	switch {
	case err != nil:
		return nil, fmt.Errorf("history: %w", err)
	case !ours:
		return nil, fmt.Errorf("history: %s: %w", path, ErrInUse)
	}
	if err := l.begin(); err != nil {
		return nil, errors.Join(err, l.lock.Unlock())
	}
	return l, nil
}

// begin reads what is there, cuts off a torn end, and gets ready to write.
func (l *Log) begin() error {
	l.last.most = max(l.options.Lines, 0)
	old, err := recoverFile(aside(l.path), l.last.add)
	if err == nil && old.torn > 0 { // the old file was complete when it was put aside
		err = &Damage{File: aside(l.path), Line: old.records + 1, Offset: old.good, Why: io.ErrUnexpectedEOF}
	}
	if err != nil {
		return fmt.Errorf("history: %w", err)
	}
	found, err := recoverFile(l.path, l.last.add)
	if err != nil {
		return fmt.Errorf("history: %w", err)
	}
	if l.file, err = l.options.open(l.path); err != nil {
		return fmt.Errorf("history: %w", err)
	}
	if found.torn > 0 {
		l.options.Log.Warn("history: cut off a record that a crash had left unfinished; nobody was shown it", "file", filepath.Base(l.path), "at", found.good, "bytes", found.torn)
		if err := errors.Join(l.file.Truncate(found.good), l.file.Sync()); err != nil {
			return errors.Join(fmt.Errorf("history: %w", err), l.file.Close())
		}
	}
	l.size = found.good
	l.options.Log.Info("history", "file", filepath.Base(l.path), "lines", old.records+found.records)
	return nil
}

func (o Options) withDefaults() Options {
	o.Lines = cmp.Or(o.Lines, usualLines)
	o.Keep = max(cmp.Or(o.Keep, usualKeep), leastKeep)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.open == nil {
		o.open = openFile
	}
	if o.now == nil {
		o.now = time.Now
	}
	return o
}

// realPath follows links, so that two names of a file have one lock. A link to a
// missing file is refused, since it would have a different lock.
func realPath(path string) (string, error) {
	real, err := filepath.EvalSymlinks(path)
	if err == nil {
		return real, nil
	}
	if info, linkErr := os.Lstat(path); linkErr == nil && info.Mode()&fs.ModeSymlink != 0 {
		return "", fmt.Errorf("history: %s is a link, and what it points to can't be followed: %w", path, err)
	}
	return path, nil
}

// isFileOrNothing refuses everything that is not a file, before anything waits for
// it.
func isFileOrNothing(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(filepath.Dir(path)); err != nil {
			return fmt.Errorf("history: there is no folder %s for it", filepath.Dir(path))
		}
		return nil
	case err != nil:
		return fmt.Errorf("history: %w", err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("history: %s is not a regular file", path)
	}
	return nil
}

// openFile opens a file for writing, readable by its owner alone. Its name must be as
// durable as its content, so the folder is synced, too.
func openFile(path string) (file, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syncFolder(filepath.Dir(path)); err != nil {
		f.Close()
		return nil, err
	}
	return placed{f, path}, nil
}

// putAside renames the file to the old one, and replaces the earlier old one. The
// file may be gone already.
func putAside(path string) error {
	if err := os.Rename(path, aside(path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func aside(path string) string { return path + ".old" }

func lockOf(path string) string { return path + ".lock" }

// syncFolder makes the names in a folder durable. Windows has no such call: its file
// system does that by itself.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	err = f.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		return nil // some network file systems cannot do it; a crash may then lose the new file's name, and so the file
	}
	return err
}
