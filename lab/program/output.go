package program

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"unicode/utf8"

	"chatlab/lab/layout"
)

// An output keeps the first and the last of what a program prints, and
// watches for its announcement. It takes everything: a program must not be
// held up because nobody reads what it prints.
type output struct {
	announced chan string   // gets the address once
	tooMuch   chan struct{} // closed when more than maxOutput was printed

	mu    sync.Mutex // guards all below
	head  []byte
	tail  []byte
	total int64
	line  []byte // the unfinished last line of standard output, until the announcement is found
	found bool

	changed chan struct{} // closed, and forgotten, when something was printed; made by next
}

// What is kept, in bytes.
const (
	keepHead = 4 << 10
	keepTail = 16 << 10 // or up to twice that: it is cut when it has doubled
	keepLine = 1 << 10  // of a line; a longer one is no announcement
)

func newOutput() *output {
	return &output{announced: make(chan string, 1), tooMuch: make(chan struct{})}
}

// Write keeps what standard error prints; it never fails.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	before := o.total
	o.total += int64(len(p))
	if o.changed != nil {
		close(o.changed)
		o.changed = nil
	}
	if before <= maxOutput && o.total > maxOutput {
		close(o.tooMuch)
	}
	rest := p
	if room := keepHead + utf8.UTFMax - len(o.head); room > 0 {
		n := min(room, len(rest))
		o.head = append(o.head, rest[:n]...)
		rest = rest[n:]
	}
	o.tail = append(o.tail, rest...)
	if len(o.tail) > 2*keepTail {
		o.tail = append(o.tail[:0], layout.Tail(string(o.tail), keepTail)...)
	}
	return len(p), nil
}

// next returns a channel that is closed when more was printed.
func (o *output) next() <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.changed == nil {
		o.changed = make(chan struct{})
	}
	return o.changed
}

// String returns what was kept, with a remark where something is left out.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.total > int64(len(o.head)+len(o.tail)) {
		head := layout.Head(string(o.head), keepHead) // the head has a few bytes more than that, so the last character is whole
		return fmt.Sprintf("%s\n(%d bytes left out)\n%s", head, o.total-int64(len(head)+len(o.tail)), o.tail)
	}
	return string(o.head) + string(o.tail)
}

// stdout returns the writer for standard output, which is also searched for
// the announcement.
func (o *output) stdout() io.Writer { return announcer{o} }

type announcer struct{ o *output }

func (a announcer) Write(p []byte) (int, error) {
	a.o.look(p)
	return a.o.Write(p)
}

// look searches line by line, so that what was searched is not kept: some
// servers print for hours and announce nothing.
func (o *output) look(p []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.found {
		return
	}
	for part := range bytes.Lines(p) {
		o.line = append(o.line, part[:min(len(part), keepLine)]...)
		if !bytes.HasSuffix(part, []byte("\n")) {
			break // the rest of the line is to come
		}
		if addr, ok := announcement(string(o.line)); ok {
			o.found, o.line = true, nil
			o.announced <- addr
			return
		}
		o.line = o.line[:0]
	}
	o.line = o.line[:min(len(o.line), keepLine)]
}
