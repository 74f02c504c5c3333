package cli

import (
	"bytes"
	"fmt"
	"io"
	"sync"

	"chatlab/lab/console"
	"chatlab/lab/layout"
)

// mostLogged is how many lines of a log may wait for a slow reader.
const mostLogged = 1024

// A logPipe passes a server's log to its reader. That may be a slow consumer, such as a
// terminal stopped with Ctrl-S, or a pager. A server that waited for it would stop greeting
// clients. So up to mostLogged lines wait; later ones are lost, and a notice in their place
// says how many.
type logPipe struct {
	out   io.Writer
	lines chan []byte
	done  chan struct{} // closed when all lines were passed on

	mu   sync.Mutex // guards lost
	lost int        // lines lost since the last one in lines
}

func newLogPipe(out io.Writer) *logPipe {
	p := &logPipe{out: out, lines: make(chan []byte, mostLogged), done: make(chan struct{})}
	go p.handOn() // until close, or the end of the program
	return p
}

// Write queues a line. It never waits and never fails.
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

// add queues a line if there is room.
func (p *logPipe) add(line []byte) bool {
	select {
	case p.lines <- line:
		return true
	default:
		return false
	}
}

func (p *logPipe) notice() []byte {
	return fmt.Appendf(nil, "lab: %s of the log were lost here, because nobody read what is above\n", layout.Count(p.lost, "line"))
}

func (p *logPipe) handOn() {
	defer close(p.done)
	for line := range p.lines {
		p.out.Write(line) // an error is ignored: there is nowhere to report it
	}
}

// close waits until all lines were passed on, but no longer than console.StuckTime. Do not
// call Write after it.
func (p *logPipe) close() {
	p.mu.Lock()
	if p.lost > 0 {
		p.add(p.notice())
	}
	close(p.lines)
	p.mu.Unlock()
	console.AtMost(console.StuckTime, func() { <-p.done })
}
