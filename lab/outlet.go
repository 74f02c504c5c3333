package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"syscall"
)

// An outlet is a standard output that is no terminal. The first write to it that
// fails ends the command: nobody is there to read what it would find.
type outlet struct {
	file *os.File
	end  context.CancelFunc

	mu  sync.Mutex // guards both
	off bool       // the command goes on without its output
	err error      // of the first write that failed
}

// Write writes to the file.
func (o *outlet) Write(p []byte) (int, error) {
	n, err := o.file.Write(p)
	if err != nil {
		o.failed(err)
	}
	return n, err
}

// Fd is the file's descriptor.
func (o *outlet) Fd() uintptr { return o.file.Fd() }

func (o *outlet) failed(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil && !o.off {
		o.err = err
		o.end()
	}
}

// optional says that the command has other things to do than to write.
func (t *terminal) optional() {
	if o, ok := t.out.(*outlet); ok {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.off = true
	}
}

// unwritten returns what is to be said of a command whose output could not be
// written, or nil.
func (t *terminal) unwritten() error {
	o, ok := t.out.(*outlet)
	if !ok {
		return nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.err == nil:
		return nil
	case errors.Is(o.err, syscall.EPIPE):
		return exitError{status: exitPipe}
	}
	return exitError{exitTrouble, fmt.Sprintf("the output could not be written: %v", errors.Unwrap(o.err))}
}
