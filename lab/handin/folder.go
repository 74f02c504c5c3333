package handin

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// A folder is a hand-in that is unpacked already. Every file is opened through an os.Root, so
// that no link leads out of it.
type folder struct {
	meter
	root *os.Root
}

func openFolder(dir string) (source, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &folder{root: root}, nil
}

func (f *folder) close() error { return f.root.Close() }

func (f *folder) walk(do func(entry, opener) error) error {
	seen := 0
	return f.walkIn(".", 0, &seen, do)
}

func (f *folder) walkIn(dir string, depth int, seen *int, do func(entry, opener) error) error {
	names, err := f.names(dir, MaxEntries-*seen)
	if err != nil {
		return err
	}
	*seen += len(names)
	for _, name := range names {
		inside := path.Join(dir, name)
		info, err := f.root.Lstat(inside)
		if err != nil {
			return err
		}
		e := entryOf(inside, info)
		if e.kind == aFolder {
			e.path += "/"
		}
		err = do(e, func() (io.ReadCloser, error) { return f.open(inside, info) })
		if err == errSkip {
			continue
		}
		if err != nil {
			return err
		}
		// Names that are too long or too deep were left out already: there is no need to go on.
		if e.kind == aFolder && depth < deepest {
			if err := f.walkIn(inside, depth+1, seen, do); err != nil {
				return err
			}
		}
	}
	return nil
}

// names returns the names in a folder, sorted, or a fault if there are more than most.
func (f *folder) names(dir string, most int) ([]string, error) {
	opened, err := f.root.Open(dir)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	names, err := opened.Readdirnames(max(most, 0) + 1)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if len(names) > most {
		return nil, &fault{reason: TooMany, file: strings.TrimPrefix(dir, ".")}
	}
	slices.Sort(names)
	return names, nil
}

// open opens a file that was a regular one when we looked.
func (f *folder) open(name string, looked fs.FileInfo) (io.ReadCloser, error) {
	file, err := f.root.Open(name)
	if err != nil {
		return nil, err
	}
	if now, err := file.Stat(); err != nil || !os.SameFile(looked, now) {
		file.Close()
		return nil, errors.Join(err, errors.New(name+": it was replaced while we read the hand-in"))
	}
	return file, nil
}
