package accounts

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"time"
)

// openRegular opens a file for reading, and says which one it has. It looks
// before it opens, since to open a pipe waits until somebody writes into it;
// and again after that, since what is at the path may have changed between.
func openRegular(path string) (*os.File, fs.FileInfo, error) {
	info, err := os.Stat(path)
	if err == nil {
		err = checkRegular(path, info)
	}
	if err != nil {
		return nil, nil, err
	}
	var file *os.File
	err = again(func() error {
		file, err = os.Open(path)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	info, err = file.Stat()
	if err == nil {
		err = checkRegular(path, info)
	}
	if err != nil {
		file.Close()
		return nil, nil, err
	}
	return file, info, nil
}

func checkRegular(path string, info fs.FileInfo) error {
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		return &fs.PathError{Op: "open", Path: path, Err: errors.New("is a folder, not a file")}
	default:
		return &fs.PathError{Op: "open", Path: path, Err: errors.New("is not a regular file")}
	}
}

// again does something to a file until it succeeds, for againTime at most. On Windows
// a file can't be opened in the moment in which somebody replaces it, and not replaced
// while somebody has it open.
func again(do func() error) error {
	limit := time.NewTimer(againTime)
	defer limit.Stop()
	tick := time.NewTicker(againEvery) // there is no event to wait for
	defer tick.Stop()
	for {
		err := do()
		if err == nil || errors.Is(err, fs.ErrNotExist) {
			return err
		}
		select {
		case <-tick.C:
		case <-limit.C:
			return err
		}
	}
}

const (
	againTime  = 100 * time.Millisecond
	againEvery = 5 * time.Millisecond
)

// readText reads no more than a file may have, and one byte, by which parse
// sees that there is more. So a file that grows while we read it ends.
func readText(file *os.File) (string, error) {
	text, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	return string(text), err
}

// sameState reports whether nothing tells that a file has changed between two
// looks. It takes either for nil if there was no file.
func sameState(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return false
	}
	return a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && os.SameFile(a, b)
}
