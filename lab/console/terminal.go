// Package console is a command's connection to its user: where it reads and writes, whether a
// person is there, single keys, and the progress of long work.
//
//   - terminal.go: where a command reads and writes; terminal_*.go: system by system
//   - outlet.go: an output whose reader may go away; outlet_linux.go: noticing that at
//     once; outlet_other.go: other systems
//   - keys.go: keys without Enter; seat.go: a screen in raw mode
//   - bar.go: progress
package console

import (
	"context"
	"io"
	"os"

	"golang.org/x/term"
)

// A Terminal is where a command reads and writes. Tests use buffers for it.
type Terminal struct {
	In       io.Reader
	Out, Err io.Writer
}

// Ours is the terminal of this process. end is called when a write to its output fails:
// nobody reads it any more, or a disk is full.
func Ours(end context.CancelFunc) *Terminal {
	if term.IsTerminal(int(os.Stdout.Fd())) {
		return &Terminal{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
	}
	out := &outlet{file: os.Stdout, end: end}
	go out.awaitReaderGone()
	return &Terminal{In: os.Stdin, Out: out, Err: os.Stderr}
}

// An onDevice is a file, or writes to one. It may be a terminal.
type onDevice interface{ Fd() uintptr }

// We lay text out for at least narrowest and at most widest columns. Longer lines are hard to read.
const (
	widest    = 100
	narrowest = 40
)

// Layout says how to write for the reader of the output. A file or a program gets no color
// and a width of 0. A terminal gets both, but Layout honors NO_COLOR (no-color.org) and
// TERM=dumb.
func (t *Terminal) Layout() (color bool, width int) {
	screen, ok := t.Out.(onDevice)
	if !ok || !term.IsTerminal(int(screen.Fd())) {
		return false, 0
	}
	width, _, err := term.GetSize(int(screen.Fd()))
	if err != nil {
		width = 0
	}
	if width > 0 { // some terminals do not tell theirs
		width = min(max(width, narrowest), widest)
	}
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb", width
}
