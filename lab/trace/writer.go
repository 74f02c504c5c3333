package trace

import (
	"bufio"
	"io"
	"sync"
	"time"
)

// A Writer writes events in the text form as they happen and keeps none, so a record can
// have any length. The order is that of the calls, and times never go back.
type Writer struct {
	now   func() time.Time
	start time.Time

	mu   sync.Mutex // guards all below
	out  *bufio.Writer
	line []byte // memory for the next line
	err  error
}

// NewWriter returns a Writer whose time starts now.
func NewWriter(out io.Writer, now func() time.Time) *Writer {
	w := &Writer{now: now, start: now(), out: bufio.NewWriterSize(out, 1<<16)}
	_, w.err = w.out.WriteString(header + "\n")
	return w
}

// Record writes e, with the time of this call.
func (w *Writer) Record(e Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	e.At = w.now().Sub(w.start)
	if w.err == nil {
		w.line = append(e.appendTo(w.line[:0]), '\n')
		_, w.err = w.out.Write(w.line)
	}
}

// Flush writes what is still in the buffer. It returns the first error of any write.
func (w *Writer) Flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = w.out.Flush()
	}
	return w.err
}
