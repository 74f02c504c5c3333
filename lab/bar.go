package main

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// A bar shows on a terminal how far a long work is, in one line that it writes
// over. Where nobody looks it writes nothing.
type bar struct {
	out    io.Writer // nil: nobody looks
	format string    // with places for how many are done, and of how many
	done   int
	total  int
}

// barEvery is after how many steps the line is written anew.
const barEvery = 5

// progress shows work in total steps on the terminal for errors, so that it
// never gets into what is piped on.
func (t *terminal) progress(format string, total int) *bar {
	b := &bar{format: format, total: total}
	if file, ok := t.err.(*os.File); ok && term.IsTerminal(int(file.Fd())) && os.Getenv("TERM") != "dumb" {
		b.out = file
	}
	b.show()
	return b
}

// step is called as each step is done, one call at a time.
func (b *bar) step() {
	if b.done++; b.done%barEvery == 0 {
		b.show()
	}
}

func (b *bar) show() {
	if b.out != nil {
		fmt.Fprintf(b.out, "\r\x1b[K"+b.format, b.done, b.total)
	}
}

// end takes the line away.
func (b *bar) end() {
	if b.out != nil {
		fmt.Fprint(b.out, "\r\x1b[K")
	}
}
