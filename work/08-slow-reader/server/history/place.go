package history

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Other programs may touch the file: log rotation moves it away or empties it. A
// server that does not check would write into a file without a name. After the next
// crash all that it has shown would be gone. So it checks before each commit.
// Compared with a sync, that costs nothing.

var (
	errGone    = errors.New("the file is not at its place any more")
	errEmptied = errors.New("the file was emptied")
)

// A placed is an open file that knows its path.
type placed struct {
	*os.File
	path string
}

// Check reports whether this is still the file at its path and has that size. It
// returns errGone if there is no file, or another file that is empty. It returns
// errEmptied if this file is empty.
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
		return errGone // the other program has created a new one
	case !os.SameFile(there, own):
		return errors.New("somebody has put something else there; take it away, and a new file begins")
	case own.Size() == 0 && size > 0:
		return errEmptied
	case own.Size() != size:
		return fmt.Errorf("somebody else writes to it: it has %d bytes, and not %d; start the server again to see what is left of it", own.Size(), size)
	}
	return nil
}

// checkPlace repairs what other programs have done to the file, if that is safe: if
// the file is gone or empty, it begins again.
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
