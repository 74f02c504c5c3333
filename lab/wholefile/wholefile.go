// Package wholefile reads and replaces small files that other programs may have open. On
// Windows both fail while another program replaces the file, reads it, or scans it for
// viruses. So the package tries again for a short time. A missing file is reported at once.
package wholefile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

const (
	tryTime  = 100 * time.Millisecond // how long we try again
	tryEvery = 5 * time.Millisecond
)

// Read returns the content of a file. The error names the file.
func Read(file string) (text []byte, err error) {
	err = Try(func() error {
		text, err = os.ReadFile(file)
		return err
	})
	return text, err
}

// Replace replaces the content of a file with what write writes, in one step. A reader sees
// the old content or the new, even after a crash in between. The error names the file.
func Replace(file string, mode fs.FileMode, write func(io.Writer) error) error {
	next, err := os.CreateTemp(filepath.Dir(file), ".new-*")
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	defer os.Remove(next.Name()) // if all went well, it has been renamed already
	err = write(next)
	if closed := next.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chmod(next.Name(), mode)
	}
	if err == nil {
		err = Try(func() error { return os.Rename(next.Name(), file) })
	}
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

// Try calls do until it succeeds or reports that a file does not exist, for tryTime at most.
// It returns the last error.
func Try(do func() error) error {
	limit := time.NewTimer(tryTime)
	defer limit.Stop()
	again := time.NewTicker(tryEvery) // there is no event to wait for
	defer again.Stop()
	for {
		err := do()
		if err == nil || errors.Is(err, fs.ErrNotExist) {
			return err
		}
		select {
		case <-again.C:
		case <-limit.C:
			return err
		}
	}
}
