package watch

import (
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A stamp holds what changes when a file is saved.
type stamp struct {
	time time.Time
	size int64
}

// look looks at the files and returns the names of those that have changed since the last
// look, sorted.
func (w *watcher) look() []string {
	stamps, folders := stampsBelow(w.dir)
	w.follow(folders)
	var saved []string
	for name, now := range stamps {
		if was, ok := w.stamps[name]; !ok || was != now {
			saved = append(saved, name)
		}
	}
	for name := range w.stamps {
		if _, ok := stamps[name]; !ok {
			saved = append(saved, name)
		}
	}
	w.stamps = stamps
	slices.Sort(saved)
	return saved
}

// changed reports whether look would find a change.
func (w *watcher) changed() bool {
	stamps, _ := stampsBelow(w.dir)
	return !maps.Equal(stamps, w.stamps)
}

// stampsBelow returns the folders below dir, and the stamps of the files by their names in
// dir. A file that disappears meanwhile is left out.
func stampsBelow(dir string) (stamps map[string]stamp, folders []string) {
	stamps = make(map[string]stamp)
	filepath.WalkDir(dir, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil
		case file != dir && passing(entry.Name()):
			if entry.IsDir() {
				return filepath.SkipDir
			}
		case entry.IsDir():
			folders = append(folders, file)
		default:
			if info, err := entry.Info(); err == nil {
				name, _ := filepath.Rel(dir, file)
				stamps[filepath.ToSlash(name)] = stamp{info.ModTime(), info.Size()}
			}
		}
		return nil
	})
	return stamps, folders
}

// passing reports whether an editor keeps the file for itself: hidden, a backup, a lock, or a
// temporary file that will be renamed.
func passing(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "#") ||
		strings.HasSuffix(name, "~") || strings.HasSuffix(name, ".tmp")
}
