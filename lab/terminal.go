package main

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"chatlab/lab/grade"
)

// A terminal is the outside of a command: where it reads and writes. Tests
// put buffers here.
type terminal struct {
	in       io.Reader
	out, err io.Writer
}

// An onDevice is a file, or writes to one: perhaps a terminal.
type onDevice interface{ Fd() uintptr }

// unsaved says that progress could not be written down, which stops nothing.
func (t *terminal) unsaved(err error) {
	if err != nil {
		fmt.Fprintf(t.err, "lab: your progress was not saved: %v\n", err)
	}
}

// unreadable says that progress could not be read, which stops nothing.
func (t *terminal) unreadable(err error) {
	if err != nil {
		fmt.Fprintf(t.err, "lab: your progress could not be read: %v\n", err)
	}
}

// widest is the most columns that text is laid out for: longer lines are hard
// to read.
const widest = 100

// style says how to write for whoever reads our output: a person at a
// terminal, or a file or a program. NO_COLOR (no-color.org) and TERM=dumb are
// honored.
func (t *terminal) style() grade.Style {
	screen, ok := t.out.(onDevice)
	if !ok || !term.IsTerminal(int(screen.Fd())) {
		return grade.Style{}
	}
	width, _, err := term.GetSize(int(screen.Fd()))
	if err != nil || width < 60 {
		width = 0
	}
	return grade.Style{
		Color: os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb",
		Width: min(width, widest),
	}
}
