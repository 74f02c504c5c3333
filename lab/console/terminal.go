// Package console is the outside of a command: where it reads and writes, whether a
// person is there, the keys that come one by one, and how far a long work is.
//
//   - terminal.go: where a command reads and writes; terminal_*.go: what systems differ in
//   - outlet.go: an output that nobody may read any more; outlet_linux.go: when that is
//     noticed at once; outlet_other.go: elsewhere
//   - keys.go: keys without Enter; seat.go: a screen on it, and raw mode
//   - bar.go: progress
package console

import (
	"context"
	"io"
	"os"

	"golang.org/x/term"
)

// A Terminal is where a command reads and writes. Tests put buffers here.
type Terminal struct {
	In       io.Reader
	Out, Err io.Writer
}

// Ours is the terminal of this process. End is called when its output can't be written:
// nobody reads it any more, or a disk is full.
func Ours(end context.CancelFunc) *Terminal {
	if term.IsTerminal(int(os.Stdout.Fd())) {
		return &Terminal{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
	}
	out := &outlet{file: os.Stdout, end: end}
	go out.awaitReaderGone()
	return &Terminal{In: os.Stdin, Out: out, Err: os.Stderr}
}

// An onDevice is a file, or writes to one: perhaps a terminal.
type onDevice interface{ Fd() uintptr }

// widest is the most columns that text is laid out for: longer lines are hard
// to read. In fewer than narrowest it is not laid out.
const (
	widest    = 100
	narrowest = 60
)

// Layout says how to write for the reader of the output: a person at a terminal, or a
// file or a program, where there is no color and a width of 0. NO_COLOR (no-color.org)
// and TERM=dumb are honored.
func (t *Terminal) Layout() (color bool, width int) {
	screen, ok := t.Out.(onDevice)
	if !ok || !term.IsTerminal(int(screen.Fd())) {
		return false, 0
	}
	width, _, err := term.GetSize(int(screen.Fd()))
	if err != nil || width < narrowest {
		width = 0
	}
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb", min(width, widest)
}
