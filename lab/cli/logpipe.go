package cli

import (
	"bytes"
	"fmt"
	"io"
	"sync"

	"chatlab/lab/console"
)

// mostLogged is how many lines of a log wait for whoever takes them.
const mostLogged = 1024

// A logPipe hands on what a server logs. A terminal that was stopped with Ctrl-S,
// or a pager that nobody scrolls, takes nothing more; a server that waited for it
// would stop greeting callers. So, as with any slow consumer, lines wait up to a
// bound; what is beyond is lost, and a line in its place says how much.
type logPipe struct {
	out   io.Writer
	lines chan []byte
	done  chan struct{} // closed when all was handed on

	mu   sync.Mutex // guards lost
	lost int        // lines since the last one that waits
}

func newLogPipe(out io.Writer) *logPipe {
	p := &logPipe{out: out, lines: make(chan []byte, mostLogged), done: make(chan struct{})}
	go p.handOn() // until close, or with the program
	return p
}

// Write takes a line. It never waits, and never fails.
func (p *logPipe) Write(line []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.lost > 0 && p.add(p.notice()) {
		p.lost = 0
	}
	if p.lost > 0 || !p.add(bytes.Clone(line)) {
		p.lost++
	}
	return len(line), nil
}

// add lets a line wait, if there is room.
func (p *logPipe) add(line []byte) bool {
	select {
	case p.lines <- line:
		return true
	default:
		return false
	}
}

func (p *logPipe) notice() []byte {
	return fmt.Appendf(nil, "lab: %s of the log were lost here, because nobody read what is above\n", plural(p.lost, "line"))
}

func (p *logPipe) handOn() {
	defer close(p.done)
	for line := range p.lines {
		p.out.Write(line) // nobody can be told that nobody is told
	}
}

// close waits until all was taken, but not for ever. Nothing may be written any
// more.
func (p *logPipe) close() {
	p.mu.Lock()
	if p.lost > 0 {
		p.add(p.notice())
	}
	close(p.lines)
	p.mu.Unlock()
	console.AtMost(console.StuckTime, func() { <-p.done })
}
