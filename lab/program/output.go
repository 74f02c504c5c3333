package program

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"unicode/utf8"

	"chatlab/lab/layout"
)

// An output keeps the first and the last part of what a program prints, and looks for its
// announcement. It reads everything, so a program never blocks on a full pipe.
type output struct {
	announced chan string   // gets the address once
	tooMuch   chan struct{} // closed when the program has printed more than maxOutput

	mu    sync.Mutex // guards all below
	head  []byte
	tail  []byte
	total int64
	line  []byte // the unfinished last line of standard output, until the announcement is found
	found bool   // or it is not looked for

	changed chan struct{} // closed and set to nil at the next print; made by next
}

// How many bytes are kept.
const (
	keepHead = 4 << 10
	keepTail = 16 << 10 // up to twice that, then it is cut
	keepLine = 1 << 10  // of a line; a longer line is not an announcement
)

func newOutput() *output {
	return &output{announced: make(chan string, 1), tooMuch: make(chan struct{})}
}

// Write keeps what the program prints on standard error; it never fails.
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

// next returns a channel that is closed at the next print.
func (o *output) next() <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.changed == nil {
		o.changed = make(chan struct{})
	}
	return o.changed
}

// String returns what was kept, with a note where bytes are left out.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.total > int64(len(o.head)+len(o.tail)) {
		head := layout.Head(string(o.head), keepHead) // o.head has a few bytes more, so the last character is whole
		return fmt.Sprintf("%s\n(%d bytes left out)\n%s", head, o.total-int64(len(head)+len(o.tail)), o.tail)
	}
	return string(o.head) + string(o.tail)
}

// stdout returns the writer for standard output, in which we also look for the announcement.
func (o *output) stdout() io.Writer { return announcer{o} }

type announcer struct{ o *output }

func (a announcer) Write(p []byte) (int, error) {
	a.o.look(p)
	return a.o.Write(p)
}

// look searches line by line, and forgets each line after the search. Some servers print for
// hours and announce nothing.
func (o *output) look(p []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.found {
		return
	}
	for part := range bytes.Lines(p) {
		o.line = append(o.line, part[:min(len(part), keepLine)]...)
		if !bytes.HasSuffix(part, []byte("\n")) {
			break // the rest of the line comes later
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
