package history

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Others may touch the file as well: programs that rotate logs move it away or
// empty it. A server that does not look goes on writing into a file that has no
// name any more, and what it has shown is gone with the next crash. So it looks
// before each commit; beside a sync, that costs nothing.

var (
	errGone    = errors.New("the file is not at its place any more")
	errEmptied = errors.New("the file was emptied")
)

// A placed file knows where it is.
type placed struct {
	*os.File
	path string
}

// Check reports whether it is still the file at its place, and of that size. It
// returns errGone where there is nothing, or another file with nothing in it, and
// errEmptied where nothing is in it.
func (f placed) Check(size int64) error {
	there, err := os.Stat(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return errGone
	}
	if err != nil {
		return err
	}
	own, err := f.Stat()
	switch {
	case err != nil:
		return err
	case !os.SameFile(there, own) && there.Mode().IsRegular() && there.Size() == 0:
		return errGone // they have begun a new one, as such programs can
	case !os.SameFile(there, own):
		return errors.New("somebody has put something else there; take it away, and a new file begins")
	case own.Size() == 0 && size > 0:
		return errEmptied
	case own.Size() != size:
		return fmt.Errorf("somebody else writes to it: it has %d bytes, and not %d; start the server again to see what is left of it", own.Size(), size)
	}
	return nil
}

// checkPlace makes up for what others have done to the file, where that can be
// done without harm: where it is gone, or empty, it begins again.
func (l *Log) checkPlace() error {
	if l.file == nil {
		return nil
	}
	err := l.file.Check(l.size)
	switch {
	case errors.Is(err, errGone):
		l.options.Log.Warn("history: somebody has taken the file away; a new one begins", "file", filepath.Base(l.path))
		l.file.Close() // nobody can find it any more
		l.file, l.putAside = nil, true
		return nil
	case errors.Is(err, errEmptied):
		l.options.Log.Warn("history: somebody has emptied the file; it begins again", "file", filepath.Base(l.path))
		l.size = 0
		return nil
	}
	return err
}
