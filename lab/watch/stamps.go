package watch

import (
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A Stamp holds what changes when a file is saved.
type Stamp struct {
	time time.Time
	size int64
}

// Stamps has the files of a folder at one moment, by their names in the folder.
type Stamps map[string]Stamp

// Look looks at the files of a folder and of everything below it.
func Look(dir string) Stamps {
	stamps, _ := stampsBelow(dir)
	return stamps
}

// Changed returns the names of the files that are not the same now, sorted. They were saved,
// created or deleted.
func (s Stamps) Changed(now Stamps) (names []string) {
	for name, stamp := range now {
		if was, ok := s[name]; !ok || was != stamp {
			names = append(names, name)
		}
	}
	for name := range s {
		if _, ok := now[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// look looks at the files and returns the names of those that have changed since the last
// look, sorted.
func (w *watcher) look() []string {
	stamps, folders := stampsBelow(w.dir)
	w.follow(folders)
	saved := w.stamps.Changed(stamps)
	w.stamps = stamps
	return saved
}

// changed reports whether look would find a change.
func (w *watcher) changed() bool {
	return !maps.Equal(Look(w.dir), w.stamps)
}

// stampsBelow returns the folders below dir, and the stamps of the files by their names in
// dir. A file that disappears meanwhile is left out.
func stampsBelow(dir string) (stamps Stamps, folders []string) {
	stamps = make(Stamps)
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
				stamps[filepath.ToSlash(name)] = Stamp{info.ModTime(), info.Size()}
			}
		}
		return nil
	})
	return stamps, folders
}

// passing reports whether an editor keeps the file for itself: hidden, a backup, a lock, or a
// temporary file that will be renamed. So does Python with what it has compiled.
func passing(name string) bool {
	return name == "__pycache__" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "#") ||
		strings.HasSuffix(name, "~") || strings.HasSuffix(name, ".tmp")
}
