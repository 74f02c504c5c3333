package console

import (
	"context"
	"os"
	"sync"
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

// Optional says that the command has other things to do than to write.
func (t *Terminal) Optional() {
	if o, ok := t.Out.(*outlet); ok {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.off = true
	}
}

// Unwritten returns the first error of writing the output, unless it is optional; or nil.
// It is syscall.EPIPE, perhaps wrapped, where nobody reads any more.
func (t *Terminal) Unwritten() error {
	o, ok := t.Out.(*outlet)
	if !ok {
		return nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}
