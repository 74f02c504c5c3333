package console

import (
	"context"
	"os"
	"sync"
	"time"
)

// An outlet is a standard output that is not a terminal. Its first failed write ends the
// command: nobody reads the results.
type outlet struct {
	file *os.File
	end  context.CancelFunc

	mu    sync.Mutex // guards all below
	wrote time.Time  // when something was last written, or seen to be unread; zero if nothing was
	off   bool       // the command goes on without its output
	err   error      // of the first write that failed
}

// Write writes to the file. If that fails, it ends the command.
func (o *outlet) Write(p []byte) (int, error) {
	n, err := o.file.Write(p)
	o.mu.Lock()
	o.wrote = time.Now()
	o.mu.Unlock()
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

// passedOnFor is how long a program has to print what we gave it to read, before we write at the same
// terminal again.
const passedOnFor = time.Second

// away is how long no progress may be shown from now on. If our output goes to a program, that program
// may print it at our terminal at any moment, and we do not notice. So we leave it some time from when
// it had read all. A program that reads keys, such as less, has the whole screen for itself.
func (t *Terminal) away() time.Duration {
	o, ok := t.Out.(*outlet)
	switch {
	case !ok || !o.piped():
		return 0
	case readsKeys(t.Err):
		return passedOnFor
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.unread() {
		o.wrote = time.Now()
	}
	return max(0, passedOnFor-time.Since(o.wrote))
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
