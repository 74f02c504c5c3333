package accounts

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"time"
)

// openRegular opens a file for reading and returns its info. It checks before it
// opens, since opening a pipe waits until another program writes into it. It checks
// again after that, since the file at the path may have changed in between.
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

// again repeats an operation on a file until it succeeds, for againTime at most. On
// Windows a file cannot be opened at the moment when another program replaces it. It
// cannot be replaced while another program has it open.
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

// readText reads at most maxFile and one more byte, which tells parse that the file
// is too large. So reading ends even if the file keeps growing.
func readText(file *os.File) (string, error) {
	text, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	return string(text), err
}

// sameState reports whether a file looks the same in two looks. Either may be nil, if
// there was no file; then it returns false.
func sameState(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return false
	}
	return a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && os.SameFile(a, b)
}
