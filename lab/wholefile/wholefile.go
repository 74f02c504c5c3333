// Package wholefile reads and replaces small files that other programs may have open.
// On Windows both fail while another program replaces the file, reads it, or scans it
// for viruses. So both are tried again for a short time. That a file does not exist is
// an answer at once.
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
	tryTime  = 100 * time.Millisecond // for how long something is tried again
	tryEvery = 5 * time.Millisecond
)

// Read returns what is in a file. The error names the file.
func Read(file string) (text []byte, err error) {
	err = Try(func() error {
		text, err = os.ReadFile(file)
		return err
	})
	return text, err
}

// Replace puts what write writes into the place of a file, in one step: a reader sees
// all of it, or what was there before, even after a crash in between. The error names
// the file.
func Replace(file string, mode fs.FileMode, write func(io.Writer) error) error {
	next, err := os.CreateTemp(filepath.Dir(file), ".new-*")
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	defer os.Remove(next.Name()) // it is gone already if all went well
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

// Try does something to a file until it succeeds, or says that a file does not exist,
// for tryTime at most. It returns the last error.
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
