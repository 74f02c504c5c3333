package console

import (
	"context"
	"os"
	"sync"
)

// An outlet is a standard output that is not a terminal. Its first failed write ends the
// command: nobody reads the results.
type outlet struct {
	file *os.File
	end  context.CancelFunc

	mu    sync.Mutex // guards all below
	wrote bool       // something was written
	off   bool       // the command goes on without its output
	err   error      // of the first write that failed
}

// Write writes to the file. If that fails, it ends the command.
func (o *outlet) Write(p []byte) (int, error) {
	o.mu.Lock()
	o.wrote = true
	o.mu.Unlock()
	n, err := o.file.Write(p)
	if err != nil {
		o.failed(err)
	}
	return n, err
}

// Fd is the file's descriptor.
func (o *outlet) Fd() uintptr { return o.file.Fd() }

// piped reports whether a program reads the output, and not a file.
func (o *outlet) piped() bool {
	info, err := o.file.Stat()
	return err == nil && info.Mode()&(os.ModeNamedPipe|os.ModeSocket) != 0
}

// passedOn reports whether a program has been given something to read. It may print that at our
// terminal at any moment from now on, and we would not notice.
func (t *Terminal) passedOn() bool {
	o, ok := t.Out.(*outlet)
	if !ok || !o.piped() {
		return false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.wrote
}

func (o *outlet) failed(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil && !o.off {
		o.err = err
		o.end()
	}
}

// Optional says that the command is useful without its output, so a failed write does not end
// it.
func (t *Terminal) Optional() {
	if o, ok := t.Out.(*outlet); ok {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.off = true
	}
}

// Unwritten returns the first error of a write to the output, or nil. It is nil if the output
// is optional. If nobody reads the output any more, it is syscall.EPIPE, perhaps wrapped.
func (t *Terminal) Unwritten() error {
	o, ok := t.Out.(*outlet)
	if !ok {
		return nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}
