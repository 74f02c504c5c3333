package console

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// A Bar shows on a terminal how far a long work is, in one line that it writes
// over. Where nobody looks it writes nothing.
type Bar struct {
	out    io.Writer // nil: nobody looks
	format string    // with places for how many are done, and of how many
	done   int
	total  int
}

// barEvery is after how many steps the line is written anew.
const barEvery = 5

// Progress shows work in total steps on the terminal for errors, so that it
// never gets into what is piped on.
func (t *Terminal) Progress(format string, total int) *Bar {
	b := &Bar{format: format, total: total}
	if file, ok := t.Err.(*os.File); ok && term.IsTerminal(int(file.Fd())) && os.Getenv("TERM") != "dumb" {
		b.out = file
	}
	b.show()
	return b
}

// Step is called as each step is done, one call at a time.
func (b *Bar) Step() {
	if b.done++; b.done%barEvery == 0 {
		b.show()
	}
}

// Show says that so many steps are done.
func (b *Bar) Show(done int) {
	b.done = done
	b.show()
}

func (b *Bar) show() {
	if b.out != nil {
		fmt.Fprintf(b.out, "\r\x1b[K"+b.format, b.done, b.total)
	}
}

// End takes the line away.
func (b *Bar) End() {
	if b.out != nil {
		fmt.Fprint(b.out, "\r\x1b[K")
	}
}
