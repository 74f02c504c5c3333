package console

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// A Bar shows the progress of long work on a terminal, in one line that it overwrites.
// Without a terminal it writes nothing.
type Bar struct {
	out    io.Writer // nil: no terminal
	format string    // with places for the steps done and the total
	done   int
	total  int
}

// barEvery is the number of steps between two updates of the line.
const barEvery = 5

// Progress returns a Bar for work in total steps. It writes to standard error, so the line
// never gets into a pipe.
func (t *Terminal) Progress(format string, total int) *Bar {
	b := &Bar{format: format, total: total}
	if file, ok := t.Err.(*os.File); ok && term.IsTerminal(int(file.Fd())) && os.Getenv("TERM") != "dumb" {
		b.out = file
	}
	b.show()
	return b
}

// Step is called when a step is done, from one goroutine at a time.
func (b *Bar) Step() {
	if b.done++; b.done%barEvery == 0 {
		b.show()
	}
}

// Show sets the number of steps done.
func (b *Bar) Show(done int) {
	b.done = done
	b.show()
}

// ShowOf sets the number of steps done, and the total.
func (b *Bar) ShowOf(done, total int) {
	b.total = total
	b.Show(done)
}

func (b *Bar) show() {
	if b.out != nil {
		fmt.Fprintf(b.out, "\r\x1b[K"+b.format, b.done, b.total)
	}
}

// End clears the line.
func (b *Bar) End() {
	if b.out != nil {
		fmt.Fprint(b.out, "\r\x1b[K")
	}
}
